// Package claim checks what every claim must satisfy whatever is on it: that it
// has diagnoses, that its dates are in order, that its identifiers are formed as
// they must be, that its units, pointers and charges make sense.
//
// These are the checks of a clearing house. A claim that fails one is rejected
// before any payer looks at its codes, and most failures come from the program
// that made the claim and not from the coder. They need no release files.
package claim
