package hcpcs

import "github.com/medcode/medcode/hcpcs/internal/decimal"

// Cents is an amount of money in hundredths of a United States dollar. Its
// text and JSON forms are in dollars: 12.50.
type Cents int64

// String returns the amount in dollars with two decimals.
func (c Cents) String() string { return string(decimal.Append(nil, int64(c), 2)) }

// MarshalJSON implements [encoding/json.Marshaler]: a number of dollars.
func (c Cents) MarshalJSON() ([]byte, error) { return decimal.Append(nil, int64(c), 2), nil }

// UnmarshalJSON implements [encoding/json.Unmarshaler].
func (c *Cents) UnmarshalJSON(b []byte) error {
	n, err := decimal.Parse(string(b), 2)
	if err == nil {
		*c = Cents(n)
	}
	return err
}
