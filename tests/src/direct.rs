//! The practice router without sockets: the same requests, thousands of times a second.
use practice_router::Router as Practice;
use routeros::{Change, Menu, MenuState, Record, Secrets, parse, render::rest};
use routeros_client::{ClientError, Router};
use serde_json::{Map, Value, json};
use std::net::{IpAddr, Ipv4Addr};

/// Speaks to a practice router by function call.
#[derive(Clone)]
pub struct Direct(pub Practice);

impl Direct {
    fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, ClientError> {
        let answer = self.0.handle(method, path, body);
        let body = answer.body.unwrap_or(Value::Null);
        if answer.status < 300 {
            return Ok(body);
        }
        if !self.0.is_up() {
            return Err(ClientError::Unreachable { address: "127.0.0.1:80".into() });
        }
        let detail = body["detail"].as_str().unwrap_or_default().to_owned();
        if detail.starts_with("no such command") {
            Err(ClientError::Missing { detail })
        } else {
            Err(ClientError::Refused { status: answer.status, detail })
        }
    }
}

impl Router for Direct {
    async fn read(&self, menu: Menu) -> Result<MenuState, ClientError> {
        match self.call("GET", menu.path(), None) {
            Ok(answer) => parse::menu_state(menu, &answer).ok_or(ClientError::NotRouterOs),
            Err(ClientError::Missing { .. }) => Ok(MenuState::Absent),
            Err(error) => Err(error),
        }
    }

    async fn send(&self, change: &Change, secrets: &dyn Secrets) -> Result<(), ClientError> {
        let call = rest::sent(change, secrets).map_err(|missing| ClientError::MissingSecret { name: missing.0 })?;
        let path = call.path.strip_prefix("/rest").unwrap_or(&call.path);
        self.call(call.method.as_str(), path, call.body.as_ref()).map(drop)
    }

    async fn ask(&self, command: &str, args: &[(&str, &str)]) -> Result<Vec<Record>, ClientError> {
        let body: Map<String, Value> =
            args.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect();
        let rows = match self.call("POST", command, Some(&Value::Object(body)))? {
            Value::Array(rows) => rows,
            other => vec![other],
        };
        Ok(rows.iter().filter_map(Value::as_object).map(parse::row).collect())
    }

    async fn piece(&self, file: &str, offset: usize, size: usize) -> Result<Vec<u8>, ClientError> {
        let body = json!({ "file": file, "offset": offset.to_string(), "chunk-size": size.to_string() });
        let rows = self.call("POST", "/file/read", Some(&body))?;
        // In the practice router's answers characters stand for bytes of files.
        let data = rows[0]["data"].as_str().unwrap_or_default();
        Ok(data.chars().map(|sign| u8::try_from(u32::from(sign)).expect("a byte")).collect())
    }

    async fn fresh(&self) -> Result<Self, ClientError> {
        Ok(self.clone())
    }

    fn place(&self) -> IpAddr {
        IpAddr::V4(Ipv4Addr::LOCALHOST)
    }

    async fn at(&self, _: IpAddr) -> Result<Self, ClientError> {
        Ok(self.clone())
    }
}
