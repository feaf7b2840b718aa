//! The authorization server: OAuth 2.0 authorization code flow with OpenID Connect on top.

mod assertion;
mod authorize;
mod clients;
mod discovery;
mod grants;
mod id_token;
mod keys;
mod pages;
mod revoke;
mod sign_in;
mod token;
mod userinfo;

pub use assertion::ClientKey;
pub(crate) use authorize::{authorize, authorize_by_post};
pub(crate) use clients::registered;
pub use clients::{Client, ClientAuth};
pub(crate) use discovery::{
    jwks, openid_configuration, publish, smart_configuration, smart_configuration_elsewhere, spoils_documents,
};
pub(crate) use grants::{Access, Grants};
pub(crate) use keys::SigningKey;
pub(crate) use pages::signed_out;
pub(crate) use revoke::revoke;
pub(crate) use sign_in::{SignIns, show, submit};
pub(crate) use token::token;
pub(crate) use userinfo::userinfo;
