package risk

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
)

// Factors are what a payment year makes of a model's raw score.
type Factors struct {
	Model           ID
	Year            int     // payment year
	Normalization   float64 // the raw score is divided by it
	CodingIntensity float64 // 0.059: the share taken off for the coding of Medicare Advantage plans; 0 for Part D
	Share           float64 // the part of the payment year's score that this model has, where two are blended; 0 where it isn't known
	Source          string  // the document that says so
}

// A FactorTable is factors of models and years: data, of which [KnownFactors] has
// what two public sources agree on, and [ReadFactors] reads the user's own.
type FactorTable struct{ rows []Factors }

//go:embed factors.tsv
var factorsText []byte

// KnownFactors returns the factors that are compiled into the package: of
// CMS-HCC V24 of 2020 to 2025 and V28 from 2024 on, for Medicare Advantage plans
// other than PACE. CMS's Announcements could not be read themselves: each figure
// is as two or more independent public transcriptions have it (AGREEMENT.md), and
// the source is the Announcement that they name. What only one has, the factors
// of PACE, ESRD and RxHCC, is not here.
var KnownFactors = sync.OnceValue(func() *FactorTable {
	t, err := ReadFactors(bytes.NewReader(factorsText))
	if err != nil {
		panic(err) // the file is part of the package and of its tests
	}
	return t
})

// ReadFactors reads factors from a table with fields between tabs and the
// heading model, year, normalization, coding, share, source. The share may be
// empty. Errors name the line.
func ReadFactors(r io.Reader) (*FactorTable, error) {
	return ReadFactorsWith(r, medcode.ReadOptions{})
}

// ReadFactorsWith is ReadFactors with options, of which EntryBytes limits the
// table and LineBytes a line.
func ReadFactorsWith(r io.Reader, opts medcode.ReadOptions) (*FactorTable, error) {
	text, err := source.ReadAll(r, opts.Limits)
	if err != nil {
		return nil, &medcode.FileError{File: "factors", Err: err}
	}
	if err := source.CheckText("factors", text, opts.Limits); err != nil {
		return nil, err
	}
	t := new(FactorTable)
	for n, line := range source.Lines(text) {
		s := strings.TrimRight(string(line), "\r")
		if s == "" || s[0] == '#' {
			continue
		}
		f := strings.Split(s, "\t")
		bad := func(format string, args ...any) error {
			return &medcode.FileError{File: "factors", Line: n, Text: s, Err: fmt.Errorf(format+": %w", append(args, medcode.ErrSyntax)...)}
		}
		if len(f) != 6 {
			return nil, bad("%d fields: want model, year, normalization, coding, share, source between tabs", len(f))
		}
		if f[0] == "model" {
			continue
		}
		x := Factors{Source: f[5]}
		if x.Model, err = ParseID(f[0]); err != nil {
			return nil, bad("model %q: want one of %v", f[0], IDs())
		}
		if x.Year, err = strconv.Atoi(f[1]); err != nil || x.Year < 2000 || x.Year > 2100 {
			return nil, bad("year %q: want 2000 to 2100", f[1])
		}
		if x.Normalization, err = strconv.ParseFloat(f[2], 64); err != nil || !(x.Normalization > 0.2 && x.Normalization < 5) {
			return nil, bad("normalization factor %q: want a number about 1", f[2])
		}
		if x.CodingIntensity, err = strconv.ParseFloat(f[3], 64); err != nil || !(x.CodingIntensity >= 0 && x.CodingIntensity < 1) {
			return nil, bad("coding intensity %q: want a part of 1, such as 0.059", f[3])
		}
		if f[4] != "" {
			if x.Share, err = strconv.ParseFloat(f[4], 64); err != nil || !(x.Share > 0 && x.Share <= 1) {
				return nil, bad("share %q: want a part of 1, or nothing", f[4])
			}
		}
		if _, err := t.Of(x.Model, x.Year); err == nil {
			return nil, bad("%v of %d a second time", x.Model, x.Year)
		}
		t.rows = append(t.rows, x)
	}
	return t, nil
}

// All returns the factors in the table's order.
func (t *FactorTable) All() []Factors { return slices.Clone(t.rows) }

// With returns t with the rows of another table, which take the place of t's own
// of the same model and year.
func (t *FactorTable) With(other *FactorTable) *FactorTable {
	n := &FactorTable{slices.Clone(other.rows)}
	for _, x := range t.rows {
		if _, err := other.Of(x.Model, x.Year); err != nil {
			n.rows = append(n.rows, x)
		}
	}
	return n
}

// Of returns the factors of a model for a payment year. The error says what is
// missing, and where the figure would stand.
func (t *FactorTable) Of(id ID, paymentYear int) (Factors, error) {
	for _, x := range t.rows {
		if x.Model == id && x.Year == paymentYear {
			return x, nil
		}
	}
	return Factors{}, fmt.Errorf("no normalization factor of %v for payment year %d: take it from CMS's Announcement of Calendar Year %d Medicare Advantage capitation rates and give it in a table of factors: %w",
		id, paymentYear, paymentYear, medcode.ErrNoFile)
}

// Paid returns the risk score that a payment year pays a person by: each model's
// score adjusted ([Score.Adjusted]) and, where the year blends models, their
// parts of it together, to three decimals. All models of the year's blend must be
// there: the error names the one that isn't.
func (t *FactorTable) Paid(paymentYear int, scores ...Score) (float64, error) {
	total, shares := 0.0, 0.0
	for _, s := range scores {
		f, err := t.Of(s.Model, paymentYear)
		if err != nil {
			return 0, err
		}
		if f.Share == 0 {
			return 0, fmt.Errorf("the share of %v in payment year %d isn't known: give it in a table of factors: %w", s.Model, paymentYear, medcode.ErrNoFile)
		}
		total += s.Adjusted(f.Normalization, f.CodingIntensity) * f.Share
		shares += f.Share
	}
	if round3(shares) != 1 {
		return 0, fmt.Errorf("the models' shares of payment year %d are %.2f together: want the scores of %s: %w", paymentYear, shares, t.blend(paymentYear), medcode.ErrSyntax)
	}
	return round3(total), nil
}

// blend names the models that a year blends.
func (t *FactorTable) blend(paymentYear int) string {
	var names []string
	for _, x := range t.rows {
		if x.Year == paymentYear && x.Share > 0 {
			names = append(names, fmt.Sprintf("%v (%g)", x.Model, x.Share))
		}
	}
	return strings.Join(names, " and ")
}
