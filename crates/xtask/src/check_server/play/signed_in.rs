//! A session from its beginning to its end, and what is left of it afterwards.
//! It must not know how the account came to be.

mod renewal;

use super::{refresh, roles, sign_in, sign_out, succeeded};
use crate::check_server::{
    account::Account,
    contract::{Role, path},
    jar::Jar,
    judge::{board, cookies, sign_in as sign_ins, sign_out as sign_outs, user},
    visit::Visit,
};

/// What the check may do to an account.
#[derive(Clone, Copy, Debug)]
pub struct Leave {
    /// Sign out in a way that locks users out on some servers.
    pub risk_lock_out: bool,
    /// Use a replaced refresh token, which ends sessions on some servers.
    pub reuse_token: bool,
}

/// One account at one server.
pub struct SignedIn<'s, 'v> {
    visit: &'s mut Visit<'v>,
    account: &'s Account,
    renews: bool,
}

impl<'s, 'v> SignedIn<'s, 'v> {
    /// For an account of a server that has a refresh, or has none.
    pub fn new(visit: &'s mut Visit<'v>, account: &'s Account, renews: bool) -> Self {
        visit.hide(&account.password.0);
        Self { visit, account, renews }
    }

    /// The whole play; whether there was a session.
    pub async fn play(mut self, leave: Leave) -> bool {
        self.wrong_password().await;
        let mut jar = Jar::default();
        if !self.begin_session(&mut jar).await {
            return false;
        }
        if self.renews {
            self.refresh(&mut jar).await;
        }
        let mut other = self.second_session(&mut jar).await;
        self.end_session(&mut jar).await;
        if !other.is_empty() {
            self.quietly_end(&mut other).await;
        }
        if !self.again(&mut jar).await {
            return true;
        }
        if leave.reuse_token && self.renews {
            self.reuse(&mut jar).await;
        }
        if leave.risk_lock_out {
            self.sign_out_without_token(&mut jar).await;
        }
        self.quietly_end(&mut jar).await;
        true
    }

    /// Only the boards of somebody who has every role.
    pub async fn play_roles(mut self) {
        let mut jar = Jar::default();
        self.visit.begin(format!("The boards of {}", cookies::name(&self.account.name)));
        let heard = sign_in(self.visit, self.account, &mut jar).await;
        match roles(&heard) {
            Some(roles) => self.role_boards(&roles, &mut jar, Some(true)).await,
            None => self.visit.found([sign_ins::accepted(&heard)]),
        }
        self.quietly_end(&mut jar).await;
    }

    async fn wrong_password(&mut self) {
        self.visit.begin(format!("POST {} with a wrong password", path::SIGN_IN));
        let wrong = Account::known(&self.account.name, "evergreen-check-wrong");
        let heard = sign_in(self.visit, &wrong, &mut Jar::default()).await;
        self.visit.found([sign_ins::refused(&sign_ins::WRONG_PASSWORD, &heard)]);
    }

    async fn begin_session(&mut self, jar: &mut Jar) -> bool {
        self.visit.begin(format!("POST {} as {}", path::SIGN_IN, cookies::name(&self.account.name)));
        let heard = sign_in(self.visit, self.account, jar).await;
        self.visit.found([sign_ins::accepted(&heard)]);
        let (Ok(answer), Some(roles)) = (&heard, roles(&heard)) else {
            self.quietly_end(jar).await;
            return false;
        };
        self.visit.found(user::body(answer));
        let paths = cookies::Paths {
            sign_in: self.full(path::SIGN_IN),
            board: self.full(path::USER_BOARD),
            refresh: self.renews.then(|| self.full(path::REFRESH)),
        };
        self.visit.found(cookies::judge(answer, &self.visit.place, &paths));
        if jar.header(&paths.board).is_none() {
            self.quietly_end(jar).await;
            return false;
        }
        self.visit.begin("The boards of whoever is signed in");
        let heard = self.visit.get(path::USER_BOARD, jar).await;
        self.visit.found([board::shown(&board::USER, &heard)]);
        self.role_boards(&roles, jar, None).await;
        true
    }

    /// The boards that need a role; all of them, or only those whose role the user has, or has not.
    async fn role_boards(&mut self, roles: &[String], jar: &mut Jar, only: Option<bool>) {
        for (call, role, judge) in [
            (path::MODERATOR_BOARD, Role::MODERATOR, &board::MODERATOR),
            (path::ADMIN_BOARD, Role::ADMIN, &board::ADMIN),
        ] {
            let has = roles.iter().any(|found| found == role.name());
            if only.is_none_or(|only| only == has) {
                let heard = self.visit.get(call, jar).await;
                self.visit.found([judge.judge(&heard, has)]);
            }
        }
    }

    /// Signs in from another browser. Afterwards `jar` holds a live session, and what is given back perhaps another.
    async fn second_session(&mut self, jar: &mut Jar) -> Jar {
        self.visit.begin(format!("POST {} from another device", path::SIGN_IN));
        let mut other = Jar::default();
        let heard = sign_in(self.visit, self.account, &mut other).await;
        if !succeeded(&heard) {
            self.visit.found([sign_ins::second(&heard)]);
            return other;
        }
        let first = self.visit.get(path::USER_BOARD, jar).await;
        if first.is_ok_and(|answer| matches!(answer.status, 401 | 403)) {
            self.visit.found([sign_ins::second_ends_first()]);
            std::mem::swap(jar, &mut other);
        } else {
            self.visit.found([sign_ins::second(&heard)]);
        }
        other
    }

    async fn end_session(&mut self, jar: &mut Jar) {
        self.visit.begin(format!("POST {}", path::SIGN_OUT));
        let mut old = jar.clone();
        let heard = sign_out(self.visit, jar).await;
        self.visit.found([sign_outs::answered(&sign_outs::SIGN_OUT, &heard)]);
        let Ok(answer) = &heard else { return };
        if succeeded(&heard) {
            self.visit.found([sign_outs::clears(answer, jar)]);
        }
        let heard = self.visit.get(path::USER_BOARD, &mut old.clone()).await;
        self.visit.found([sign_outs::access(&heard)]);
        if self.renews {
            let heard = refresh(self.visit, &mut old).await;
            self.visit.found([sign_outs::refresh(&heard)]);
        }
    }

    async fn again(&mut self, jar: &mut Jar) -> bool {
        self.visit.begin(format!("POST {} after the sign-out", path::SIGN_IN));
        *jar = Jar::default();
        let heard = sign_in(self.visit, self.account, jar).await;
        self.visit.found([sign_ins::again(&heard)]);
        succeeded(&heard)
    }

    async fn sign_out_without_token(&mut self, jar: &mut Jar) {
        self.visit.begin(format!("POST {} without an access token", path::SIGN_OUT));
        let _ = sign_out(self.visit, &mut jar.without(&self.full(path::USER_BOARD))).await;
        let mut next = Jar::default();
        let heard = sign_in(self.visit, self.account, &mut next).await;
        self.visit.found([sign_outs::without_token(&heard)]);
        self.quietly_end(&mut next).await;
    }

    /// Leaves nothing behind: refreshed, so that the sign-out counts.
    async fn quietly_end(&mut self, jar: &mut Jar) {
        if jar.is_empty() {
            return;
        }
        if self.renews {
            let _ = refresh(self.visit, jar).await;
        }
        let _ = sign_out(self.visit, jar).await;
    }

    fn full(&self, call: &str) -> String {
        self.visit.place.path(call)
    }
}
