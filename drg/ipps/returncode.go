package ipps

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/medcode/medcode"
)

// A ReturnCode is what CMS's inpatient pricer answers beside the amounts: how
// the stay was paid (below 50), or why it wasn't. 30 more than the code of a
// payment says that the stay would be an outlier if the hospital's operating
// cost-to-charge ratio were 0.2 higher. It may be one as it is: post-acute
// transfers that are outliers have no other code.
type ReturnCode uint8

// The codes that the pricer returns.
const (
	PaidInFull        ReturnCode = 0  // a stay shorter than a transfer's full payment takes
	PaidOutlier       ReturnCode = 2  // the same, with outlier
	PaidTransfer      ReturnCode = 3  // by the day, to another hospital
	PaidTransferCost  ReturnCode = 5  // transferred to another hospital, with outlier
	PaidTransferNoOut ReturnCode = 6  // by the day, the hospital wants no outlier
	PaidSpecial       ReturnCode = 10 // post-acute transfer, special pay
	PaidPostAcute     ReturnCode = 12 // post-acute transfer, by the day
	PaidFullDays      ReturnCode = 14 // in full, a stay as long as a full payment takes
	PaidFullDaysCost  ReturnCode = 16 // the same, with outlier

	NearOutlier ReturnCode = 30 // added

	RefusedArea        ReturnCode = 52
	RefusedWaiver      ReturnCode = 53
	RefusedDRG         ReturnCode = 54
	RefusedDates       ReturnCode = 55
	RefusedReview      ReturnCode = 57
	RefusedReserveDays ReturnCode = 61
	RefusedCoveredDays ReturnCode = 62
	RefusedPrograms    ReturnCode = 65
	RefusedUncovered   ReturnCode = 67
	RefusedVBP         ReturnCode = 68
)

var returnTexts = map[ReturnCode]string{
	PaidInFull:         "paid in full",
	PaidOutlier:        "paid in full, with outlier",
	PaidTransfer:       "paid as a transfer, by the day",
	PaidTransferCost:   "transfer to another hospital, with outlier",
	PaidTransferNoOut:  "paid as a transfer, by the day; no outlier wanted",
	PaidSpecial:        "paid as a post-acute transfer, special pay",
	PaidPostAcute:      "paid as a post-acute transfer, by the day",
	PaidFullDays:       "paid in full for its days",
	PaidFullDaysCost:   "paid in full for its days, with outlier",
	RefusedArea:        "the hospital's area or wage index is not known",
	RefusedWaiver:      "the hospital's state has a waiver, or a program that isn't Puerto Rico's",
	RefusedDRG:         "the DRG is not in the year's table",
	RefusedDates:       "discharge before the hospital's record holds, or after it ended",
	RefusedReview:      "the review code is none",
	RefusedReserveDays: "more than 60 lifetime reserve days",
	RefusedCoveredDays: "covered days are fewer than reserve days, or none in a stay of days",
	RefusedPrograms:    "readmissions, electronic records or capital of the hospital's record can't be right",
	RefusedUncovered:   "an outlier with days that aren't covered",
	RefusedVBP:         "value-based purchasing of the hospital's record can't be right",
}

// Paid reports whether the code is that of a payment.
func (c ReturnCode) Paid() bool { return c < 50 }

// String returns the two digits and what they mean.
func (c ReturnCode) String() string {
	if text, ok := returnTexts[c]; ok {
		return fmt.Sprintf("%02d %s", uint8(c), text)
	}
	if text, ok := returnTexts[c-NearOutlier]; ok && c > NearOutlier {
		return fmt.Sprintf("%02d %s; an outlier at the latest if the operating ratio were 0.2 higher", uint8(c), text)
	}
	return fmt.Sprintf("%02d", uint8(c))
}

// Digits returns the two digits.
func (c ReturnCode) Digits() string { return string([]byte{'0' + byte(c)/10, '0' + byte(c)%10}) }

// MarshalText implements [encoding.TextMarshaler]: the two digits.
func (c ReturnCode) MarshalText() ([]byte, error) { return []byte(c.Digits()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: two digits.
func (c *ReturnCode) UnmarshalText(b []byte) error {
	n, err := strconv.ParseUint(string(b), 10, 7)
	if err != nil || len(b) != 2 {
		return fmt.Errorf("return code %q: want two digits: %w", b, medcode.ErrSyntax)
	}
	*c = ReturnCode(n)
	return nil
}

// ErrRefused: the pricer pays nothing. It comes in a [RefusedError].
var ErrRefused = errors.New("the pricer refuses the stay")

// A RefusedError is a stay that CMS's pricer refuses. It wraps ErrRefused, and
// for a DRG without weight ErrNoWeight.
type RefusedError struct {
	Code ReturnCode
	Why  string // what of the hospital or stay makes it so
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("ipps: return code %v: %s", e.Code, e.Why)
}

// Is reports whether the error is ErrRefused, or ErrNoWeight for code 54.
func (e *RefusedError) Is(target error) bool {
	return target == ErrRefused || target == ErrNoWeight && e.Code == RefusedDRG
}
