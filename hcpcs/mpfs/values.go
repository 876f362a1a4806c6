package mpfs

import "github.com/medcode/medcode/hcpcs/internal/decimal"

// RVU is relative value units in hundredths: 613 is 6.13. Its text and JSON
// forms are decimal.
type RVU int32

// String returns r with two decimals.
func (r RVU) String() string { return string(decimal.Append(nil, int64(r), 2)) }

// MarshalJSON implements [encoding/json.Marshaler]: a decimal number.
func (r RVU) MarshalJSON() ([]byte, error) { return decimal.Append(nil, int64(r), 2), nil }

// UnmarshalJSON implements [encoding/json.Unmarshaler]: a decimal number; null
// leaves r as it is.
func (r *RVU) UnmarshalJSON(b []byte) error { return decimal.Unmarshal(r, b, 2) }

// GPCI is a geographic practice cost index in thousandths: 869 is 0.869.
type GPCI int32

// String returns g with three decimals.
func (g GPCI) String() string { return string(decimal.Append(nil, int64(g), 3)) }

// MarshalJSON implements [encoding/json.Marshaler]: a decimal number.
func (g GPCI) MarshalJSON() ([]byte, error) { return decimal.Append(nil, int64(g), 3), nil }

// UnmarshalJSON implements [encoding/json.Unmarshaler]: a decimal number; null
// leaves g as it is.
func (g *GPCI) UnmarshalJSON(b []byte) error { return decimal.Unmarshal(g, b, 3) }

// ConversionFactor is dollars in ten-thousandths: 323465 is $32.3465.
type ConversionFactor int32

// String returns f with four decimals.
func (f ConversionFactor) String() string { return string(decimal.Append(nil, int64(f), 4)) }

// MarshalJSON implements [encoding/json.Marshaler]: a decimal number.
func (f ConversionFactor) MarshalJSON() ([]byte, error) { return decimal.Append(nil, int64(f), 4), nil }

// UnmarshalJSON implements [encoding/json.Unmarshaler]: a decimal number; null
// leaves f as it is.
func (f *ConversionFactor) UnmarshalJSON(b []byte) error { return decimal.Unmarshal(f, b, 4) }

// A share is the part of an amount that is paid, in ten-thousandths: 1600 is
// 16 %.
type share int32

// Percent is a part of the global surgical package in hundredths: 69 is 69 %.
type Percent uint8
