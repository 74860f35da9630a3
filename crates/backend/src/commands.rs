//! The operator's commands `users` and `sessions`: their options, and what they print.

use std::error::Error;
use std::io::Read;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::{Args, Subcommand, ValueEnum};
use evergreen_backend::{Argon2Cost, Database, DatabaseError, Operator, Role};

use crate::duration::parse_duration;

/// The environment variable that names the database, unless an option does.
pub(crate) const DATABASE_VARIABLE: &str = "EVERGREEN_DATABASE";

/// The database that a command uses.
#[derive(Clone, Debug, Args)]
pub(crate) struct DatabaseOption {
    /// Where the data is stored: postgres://USER:PASSWORD@HOST/NAME, sqlite:FILE or just FILE
    ///
    /// Other users of this machine can see the options of a program. So set a URL with a password in the environment
    /// variable, or write the password into the file that PGPASSFILE names.
    #[arg(long, value_name = "DATABASE", env = DATABASE_VARIABLE, hide_env_values = true)]
    #[arg(default_value = "evergreen.db")]
    pub(crate) database: DatabaseText,

    /// How long to wait for the database, for each step of the command
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = parse_duration)]
    patience: Duration,
}

/// The text that names a database. It is parsed only after the command line, because an error of the command line shows
/// the whole text, which can contain a password.
#[derive(Clone)]
pub(crate) struct DatabaseText(String);

impl DatabaseText {
    /// Returns the database.
    ///
    /// # Errors
    /// The text does not name a database. The error does not contain the text.
    pub(crate) fn parse(&self) -> Result<Database, DatabaseError> {
        self.0.parse()
    }
}

impl From<&str> for DatabaseText {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl std::fmt::Debug for DatabaseText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

/// A command that does not start a server. Servers on the same database keep running, and notice each change with the
/// next request.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Command {
    /// List and change users
    #[command(subcommand)]
    Users(Users),
    /// List and end sessions
    #[command(subcommand)]
    Sessions(Sessions),
}

/// The commands that list and change users. Their documentation is the help that the program shows.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Users {
    /// List all users
    List(DatabaseOption),
    /// Add a user
    Add {
        username: String,
        email: String,
        /// A role of the user; repeat the option for several roles
        #[arg(long = "role", value_name = "ROLE", default_value = "user")]
        roles: Vec<RoleName>,
        #[command(flatten)]
        password: PasswordOption,
        #[command(flatten)]
        database: DatabaseOption,
    },
    /// Replace the roles of a user; sessions continue with the new roles
    Roles {
        username: String,
        #[arg(required = true)]
        roles: Vec<RoleName>,
        #[command(flatten)]
        database: DatabaseOption,
    },
    /// Disable a user, and end all sessions of the user at once
    Disable {
        username: String,
        #[command(flatten)]
        database: DatabaseOption,
    },
    /// Let a disabled user sign in again
    Enable {
        username: String,
        #[command(flatten)]
        database: DatabaseOption,
    },
    /// Give a user another password, and end all sessions of the user
    ResetPassword {
        username: String,
        #[command(flatten)]
        password: PasswordOption,
        #[command(flatten)]
        database: DatabaseOption,
    },
}

/// The commands that list and end sessions. Their documentation is the help that the program shows.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Sessions {
    /// List the sessions that have not ended, of one user or of all users
    List {
        username: Option<String>,
        #[command(flatten)]
        database: DatabaseOption,
    },
    /// End one session, or all sessions of a user
    End {
        /// The identifier of the session, as `sessions list` prints it; write -- before an identifier that begins with
        /// a hyphen
        #[arg(required_unless_present = "user", conflicts_with = "user")]
        id: Option<String>,
        /// End all sessions of this user
        #[arg(long, value_name = "USERNAME")]
        user: Option<String>,
        #[command(flatten)]
        database: DatabaseOption,
    },
}

/// Where a password comes from. It is never an argument, because other users of the machine can see arguments.
#[derive(Clone, Debug, Args)]
pub(crate) struct PasswordOption {
    /// Read the password from the standard input, instead of printing a new random one
    #[arg(long)]
    password_stdin: bool,
}

/// The name of a role on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RoleName {
    /// ROLE_USER
    User,
    /// ROLE_MODERATOR
    Moderator,
    /// ROLE_ADMIN
    Admin,
}

impl Command {
    /// Runs the command, and prints its result.
    ///
    /// # Errors
    /// The reason for the person who runs the command.
    pub(crate) async fn run(self) -> Result<(), Box<dyn Error>> {
        match self {
            Self::Users(command) => command.run().await,
            Self::Sessions(command) => command.run().await,
        }
    }
}

impl Users {
    async fn run(self) -> Result<(), Box<dyn Error>> {
        match self {
            Self::List(database) => {
                println!("ID\tUSERNAME\tEMAIL\tROLES\tSTATE");
                for user in open(&database).await?.users().await? {
                    let roles: Vec<_> = user.roles.iter().map(|role| role.name()).collect();
                    let state = if user.disabled { "disabled" } else { "enabled" };
                    println!("{}\t{}\t{}\t{}\t{state}", user.id, user.username, user.email, roles.join(","));
                }
            }
            Self::Add { username, email, roles, password, database } => {
                let operator = open(&database).await?;
                let (password, shown) = password.read()?;
                operator.add_user(&username, &email, &password, &to_roles(&roles)).await?;
                println!("Added {username}{shown}.");
            }
            Self::Roles { username, roles, database } => {
                open(&database).await?.set_roles(&username, &to_roles(&roles)).await?;
                println!("Changed the roles of {username}.");
            }
            Self::Disable { username, database } => {
                let ended = open(&database).await?.disable(&username).await?;
                println!("Disabled {username}, and ended {ended} sessions.");
            }
            Self::Enable { username, database } => {
                open(&database).await?.enable(&username).await?;
                println!("Enabled {username}.");
            }
            Self::ResetPassword { username, password, database } => {
                let operator = open(&database).await?;
                let (password, shown) = password.read()?;
                let ended = operator.reset_password(&username, &password).await?;
                println!("Reset the password of {username}{shown}, and ended {ended} sessions.");
            }
        }
        Ok(())
    }
}

impl Sessions {
    async fn run(self) -> Result<(), Box<dyn Error>> {
        match self {
            Self::List { username, database } => {
                println!("ID\tUSERNAME\tBEGAN\tREFRESHED\tEXPIRES");
                for session in open(&database).await?.sessions(username.as_deref()).await? {
                    let refreshed = session.refreshed_at.map_or_else(|| "-".to_owned(), time);
                    let (began, expires) = (time(session.began_at), time(session.expires_at));
                    println!("{}\t{}\t{began}\t{refreshed}\t{expires}", session.id, session.username);
                }
            }
            Self::End { id: Some(id), database, .. } => {
                open(&database).await?.end_session(&id).await?;
                println!("Ended the session.");
            }
            Self::End { user, database, .. } => {
                let user = user.unwrap_or_default();
                let ended = open(&database).await?.end_sessions_of(&user).await?;
                println!("Ended {ended} sessions of {user}.");
            }
        }
        Ok(())
    }
}

impl PasswordOption {
    /// Returns two values: the password, and a text to print. If the password is a new random one, the text shows it;
    /// otherwise the text is empty.
    fn read(&self) -> Result<(String, String), Box<dyn Error>> {
        if self.password_stdin {
            let mut password = String::new();
            std::io::stdin().read_to_string(&mut password)?;
            return Ok((password.trim_end_matches(['\r', '\n']).to_owned(), String::new()));
        }
        let mut bytes = [0; 15];
        getrandom::fill(&mut bytes)?;
        let password = URL_SAFE_NO_PAD.encode(bytes);
        let shown = format!(" with the password {password}");
        Ok((password, shown))
    }
}

async fn open(database: &DatabaseOption) -> Result<Operator, Box<dyn Error>> {
    Ok(Operator::open(&database.database.parse()?, Argon2Cost::default(), database.patience).await?)
}

fn to_roles(names: &[RoleName]) -> Vec<Role> {
    let role = |name: &RoleName| match name {
        RoleName::User => Role::User,
        RoleName::Moderator => Role::Moderator,
        RoleName::Admin => Role::Admin,
    };
    names.iter().map(role).collect()
}

fn time(ms: u64) -> String {
    humantime::format_rfc3339_seconds(std::time::UNIX_EPOCH + std::time::Duration::from_millis(ms)).to_string()
}
