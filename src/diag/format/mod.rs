//! One renderer per format: findings → text.

pub mod human;
