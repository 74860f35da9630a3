//! Tests that access tokens are accepted only with the algorithm HS256. A token with another algorithm is refused even
//! if it is signed with the correct key.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use evergreen_backend::Config;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha384, Sha512};

use crate::client::{on_shared_database, start};

const ACCESS: &str = "evergreen-access";

#[tokio::test]
async fn only_hs256_is_accepted_even_with_the_correct_key() {
    let directory = tempfile::tempdir().expect("a directory");
    let (server, client) = start(on_shared_database(Config::for_tests(), directory.path())).await;
    client.sign_in("user", "evergreen").await;
    let key = std::fs::read(directory.path().join("evergreen.key")).expect("the key");
    let key = hs256(&key, b"access token");
    let token = client.cookie(ACCESS).expect("a token");
    let claims = token.split('.').nth(1).expect("claims").to_owned();
    let signed = |algorithm: &str, sign: fn(&[u8], &[u8]) -> Vec<u8>| {
        let header = URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"{algorithm}","typ":"JWT"}}"#));
        let signature = URL_SAFE_NO_PAD.encode(sign(&key, format!("{header}.{claims}").as_bytes()));
        format!("{header}.{claims}.{signature}")
    };
    let statuses = [
        // The server accepts this token, so the key and the claims are correct. The other tokens have the same claims,
        // and their signatures use the same key. So the server refuses them only because of their algorithm.
        (signed("HS256", hs256), 200),
        (signed("HS384", hs384), 401),
        (signed("HS512", hs512), 401),
        // One of the next tokens has no signature. The others have a correct HS256 signature, but their header does not
        // say `HS256`. A server that ignores the algorithm in the header would accept them.
        (signed("HS384", hs256), 401),
        (signed("RS256", hs256), 401),
        (signed("none", hs256), 401),
        (signed("none", |_, _| Vec::new()), 401),
        (signed("hs256", hs256), 401),
    ];
    for (token, status) in statuses {
        client.set_cookie(ACCESS, &token);
        assert_eq!(client.get("/api/test/user").await.status, status, "{token}");
    }
    server.stop().await;
}

fn hs256(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    mac.chain_update(message).finalize().into_bytes().to_vec()
}

fn hs384(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mac = Hmac::<Sha384>::new_from_slice(key).expect("a key of any length");
    mac.chain_update(message).finalize().into_bytes().to_vec()
}

fn hs512(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mac = Hmac::<Sha512>::new_from_slice(key).expect("a key of any length");
    mac.chain_update(message).finalize().into_bytes().to_vec()
}
