// Package risk scores people as CMS does to pay health plans: hierarchical
// condition categories.
package risk
