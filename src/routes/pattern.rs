//! Each row of the table of pages has a path, such as `/reports/:id`. This module compares such a path with an address,
//! such as `/reports/7`. It also makes an address from a path.
//!
//! An address contains the value of each parameter in percent-encoded form. `address` encodes the values, and `segment`
//! decodes a value.

use std::fmt::Display;

/// Returns whether the path matches the address. Both must have the same number of segments. Each segment of the path
/// must be a parameter, or equal to the segment of the address. One slash at the end makes no difference. A parameter
/// matches every segment that is not empty.
pub fn matches(path: &str, address: &str) -> bool {
    let (path, address) = (segments(path), segments(address));
    path.clone().count() == address.clone().count()
        && path.zip(address).all(|(known, given)| match known.strip_prefix(':') {
            Some(_) => !given.is_empty(),
            None => known == given,
        })
}

/// Returns the segment of the address at the position of this parameter, decoded. `None` if the path has no such
/// parameter, if the address has no such segment, or if the decoded segment is not UTF-8.
pub fn segment(path: &str, address: &str, parameter: &str) -> Option<String> {
    let at = segments(path).position(|known| known.strip_prefix(':') == Some(parameter))?;
    decoded(segments(address).nth(at)?)
}

/// Returns the plain text of a percent-encoded segment. `None` if the decoded segment is not UTF-8.
pub fn decoded(segment: &str) -> Option<String> {
    Some(urlencoding::decode(segment).ok()?.into_owned())
}

/// Makes an address from a path. Each pair in `values` contains the name of a parameter of the path and its value as
/// plain text. This function percent-encodes the value and puts it in place of the parameter.
pub fn address(path: &str, values: &[(&str, &dyn Display)]) -> String {
    let segments = path.split('/').map(|segment| {
        let parameter = segment.strip_prefix(':');
        match values.iter().find(|(name, _)| parameter == Some(*name)) {
            Some((_, value)) => urlencoding::encode(&value.to_string()).into_owned(),
            None => segment.to_owned(),
        }
    });
    segments.collect::<Vec<_>>().join("/")
}

/// Returns whether the path has exactly these parameters, in this order. The macro `define_routes` checks this for each
/// row when the program is compiled, so the fields of a row are always the parameters of its path.
pub const fn has_parameters(path: &str, names: &[&str]) -> bool {
    let path = path.as_bytes();
    let (mut at, mut found) = (0, 0);
    while at < path.len() {
        if path[at] == b':' {
            if found == names.len() {
                return false;
            }
            let name = names[found].as_bytes();
            let mut n = 0;
            while n < name.len() {
                at += 1;
                if at == path.len() || path[at] != name[n] {
                    return false;
                }
                n += 1;
            }
            if at + 1 < path.len() && path[at + 1] != b'/' {
                return false;
            }
            found += 1;
        }
        at += 1;
    }
    found == names.len()
}

fn segments(path: &str) -> std::str::Split<'_, char> {
    path.strip_suffix('/').unwrap_or(path).split('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_one_segment_that_is_not_empty() {
        for address in ["/reports/7", "/reports/7/", "/reports/a%2Fb", "/reports/:id"] {
            assert!(matches("/reports/:id", address), "{address}");
        }
        for address in ["/reports", "/reports/", "/reports//", "/reports/7/x", "/reports/7//", "/report/7", "reports/7"]
        {
            assert!(!matches("/reports/:id", address), "{address}");
        }
        assert!(matches("/", "/") && matches("/", "") && !matches("/", "/x"));
    }

    #[test]
    fn a_segment_is_found_by_the_name_of_its_parameter() {
        let found = |address, name| segment("/:year/of/:name", address, name);
        assert_eq!(found("/2024/of/amy", "year").as_deref(), Some("2024"));
        assert_eq!(found("/2024/of/a%2Fb%20%C3%A9", "name").as_deref(), Some("a/b é"));
        assert_eq!(found("/2024/of/%FF", "name"), None);
        assert_eq!(found("/2024/of/amy", "of"), None);
    }

    #[test]
    fn an_address_holds_encoded_values() {
        assert_eq!(address("/home", &[]), "/home");
        assert_eq!(address("/", &[]), "/");
        assert_eq!(
            address("/:year/of/:name", &[("year", &2024), ("name", &":year/?#é")]),
            "/2024/of/%3Ayear%2F%3F%23%C3%A9"
        );
    }

    #[test]
    fn the_parameters_of_a_path_are_compared_with_the_fields() {
        for (path, names) in [("/", &[][..]), ("/a/:id", &["id"]), ("/:id/a/:name", &["id", "name"])] {
            assert!(has_parameters(path, names), "{path}");
        }
        for (path, names) in [
            ("/a", &["id"][..]),
            ("/a/:id", &[]),
            ("/a/:ids", &["id"]),
            ("/a/:i", &["id"]),
            ("/a/:no", &["id"]),
            ("/:id/a/:name", &["name", "id"]),
            ("/:id/:name", &["id"]),
        ] {
            assert!(!has_parameters(path, names), "{path} {names:?}");
        }
    }
}
