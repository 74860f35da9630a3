//! The renewals of a session: with its own token, with one that is none, with one that was replaced.
//! It must not know how the session began, nor how it ends.

use super::SignedIn;
use crate::check_server::{
    contract::path,
    finding::Mark,
    jar::{self, Jar},
    judge::{board, expiry, guard, refresh as refreshes, token},
    play::{refresh, sign_in, succeeded},
};

/// A token that no server has given.
const NO_TOKEN: &str = "evergreen-check-unknown";

impl SignedIn<'_, '_> {
    /// Renews the session, and tries a token that is none.
    pub(super) async fn refresh(&mut self, jar: &mut Jar) {
        self.visit.begin(format!("POST {}", path::REFRESH));
        let tokens = self.refresh_names(jar);
        let mut forged = jar.forged(&tokens, NO_TOKEN);
        let before = jar.clone();
        let heard = refresh(self.visit, jar).await;
        let board = self.full(path::USER_BOARD);
        let access = heard.as_ref().is_ok_and(|answer| {
            let cookies = jar::cookies(answer);
            let path = self.full(path::REFRESH);
            cookies.iter().any(|cookie| !cookie.clears() && jar::reaches(&jar::path_of(cookie, &path), &board))
        });
        let renewed = refreshes::renewed(&heard, access);
        let is_renewed = renewed.mark == Mark::Kept;
        self.visit.found([renewed]);
        if let (Ok(answer), true) = (&heard, is_renewed) {
            let replaced = tokens.iter().any(|name| jar.value(name) != before.value(name));
            self.visit.found([
                refreshes::rotates(replaced),
                expiry::announced(&expiry::REFRESH, answer),
                token::none(&token::REFRESH, answer),
                guard::http_only(&guard::REFRESH_HTTP_ONLY, answer),
            ]);
            let heard = self.visit.get(path::USER_BOARD, jar).await;
            self.visit.found([board::shown(&refreshes::BOARD, &heard)]);
        }
        self.visit.begin(format!("POST {} with an unknown token", path::REFRESH));
        let heard = refresh(self.visit, &mut forged).await;
        self.visit.found(refreshes::unknown_token(&heard, NO_TOKEN));
    }

    /// The names of the cookies that hold the refresh token: those that only the refresh gets, or, where there are
    /// none, all that it gets.
    fn refresh_names(&self, jar: &Jar) -> Vec<String> {
        let with_boards = jar.names(&self.full(path::USER_BOARD));
        let names = jar.names(&self.full(path::REFRESH));
        let own: Vec<_> =
            names.iter().filter(|name| !with_boards.contains(name)).map(|name| (*name).to_owned()).collect();
        if own.is_empty() { names.into_iter().map(str::to_owned).collect() } else { own }
    }

    /// Uses a replaced token. Afterwards `jar` holds a new session, whatever became of this one.
    pub(super) async fn reuse(&mut self, jar: &mut Jar) {
        self.visit.begin(format!("POST {} with a replaced token", path::REFRESH));
        let tokens = self.refresh_names(jar);
        let mut before = jar.clone();
        let heard = refresh(self.visit, jar).await;
        let replaced = succeeded(&heard) && tokens.iter().any(|name| jar.value(name) != before.value(name));
        if !replaced {
            self.visit.found([refreshes::OLD_TOKEN.left_out("This server does not replace it.")]);
            return;
        }
        let old = refresh(self.visit, &mut before).await;
        let current = refresh(self.visit, jar).await;
        self.visit.found([refreshes::old_token(&old, &current)]);
        *jar = Jar::default();
        let _ = sign_in(self.visit, self.account, jar).await;
    }
}
