package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/audit"
)

// A sample is claims drawn for a review, by stratum of their charges, and what
// the review came to.
type sample struct {
	Seed     uint64
	Units    int
	Strata   []stratum
	Estimate *audit.Estimate // once the claims are reviewed
}

type stratum struct {
	To       medcode.Cents // the highest charge
	Universe int
	Charges  medcode.Cents
	Drawn    []*rules.Claim
}

// draw divides the claims into strata by charge and draws from each as many as
// Neyman's allocation gives it.
func (c *config) draw(claims []*rules.Claim) (*sample, error) {
	var amounts []medcode.Cents
	for _, claim := range claims {
		if a := charge(claim); a > 0 {
			amounts = append(amounts, a)
		}
	}
	if c.sample == 0 || len(amounts) < 2*c.sample {
		return nil, nil
	}
	bounds := audit.Strata(amounts, 4)
	frames := make([][]*rules.Claim, len(bounds))
	for _, claim := range claims {
		if a := charge(claim); a > 0 {
			h := audit.StratumOf(bounds, a)
			frames[h] = append(frames[h], claim)
		}
	}
	s := &sample{Seed: c.seed}
	var universe, sizes []int
	shares, total := make([]float64, len(frames)), 0.0
	for h, frame := range frames {
		shares[h] = float64(len(frame)) * deviation(frame)
		total += shares[h]
	}
	for h, frame := range frames {
		n := 0
		if total > 0 {
			n = int(math.Round(float64(c.sample) * shares[h] / total))
		}
		universe, sizes = append(universe, len(frame)), append(sizes, min(max(n, 2), len(frame)))
	}
	drawn, err := audit.Draw(c.seed, universe, sizes)
	if err != nil {
		return nil, err
	}
	for h, frame := range frames {
		st := stratum{To: bounds[h], Universe: len(frame)}
		for _, claim := range frame {
			st.Charges = st.Charges.Add(charge(claim))
		}
		for _, i := range drawn[h] {
			st.Drawn = append(st.Drawn, frame[i])
		}
		s.Units += len(st.Drawn)
		s.Strata = append(s.Strata, st)
	}
	if c.reviewed == "" {
		return s, nil
	}
	return s, s.review(c.reviewed)
}

// charge is a claim's total charge, or that of its lines.
func charge(c *rules.Claim) medcode.Cents {
	total := c.Charge
	for i := range c.Lines {
		if c.Charge == 0 {
			total = total.Add(c.Lines[i].Charge)
		}
	}
	return total
}

func deviation(claims []*rules.Claim) float64 {
	mean, squares := 0.0, 0.0
	for _, c := range claims {
		mean += float64(charge(c)) / float64(len(claims))
	}
	for _, c := range claims {
		d := float64(charge(c)) - mean
		squares += d * d
	}
	return math.Sqrt(squares / max(1, float64(len(claims)-1)))
}

// review reads what was paid and should have been, and projects it. Every claim
// of the sample must have been reviewed: leaving some out is not random.
func (s *sample) review(name string) error {
	f, err := command.Open(name, os.Stdin)
	if err != nil {
		return err
	}
	defer f.Close()
	text, err := reviewText(name, f)
	if err != nil {
		return err
	}
	found := map[string]audit.Reviewed{}
	for r := csv.NewReader(bytes.NewReader(text)); ; {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if len(row) < 3 {
			line, _ := r.FieldPos(0)
			return fmt.Errorf("%s:%d: want an ID, what was paid and what is allowed between commas, found %s", name, line, command.Count(len(row), "field"))
		}
		paid, err1 := medcode.ParseCents(row[1])
		allowed, err2 := medcode.ParseCents(row[2])
		if err1 != nil || err2 != nil {
			if len(found) == 0 && row[1] != "" && (row[1][0] < '0' || row[1][0] > '9') {
				continue // headings
			}
			line, _ := r.FieldPos(0)
			return fmt.Errorf("%s:%d: claim %.80s: %w", name, line, row[0], errors.Join(err1, err2))
		}
		found[row[0]] = audit.Reviewed{ID: row[0], Paid: paid, Allowed: allowed}
	}
	strata, reviewed := make([]audit.Stratum, len(s.Strata)), 0
	for h, st := range s.Strata {
		strata[h] = audit.Stratum{Name: "to " + st.To.String(), Universe: st.Universe}
		for _, claim := range st.Drawn {
			if r, ok := found[claim.ID]; ok {
				strata[h].Sample = append(strata[h].Sample, r)
				reviewed++
			}
		}
	}
	if reviewed < s.Units {
		return fmt.Errorf("%s: %d of the %d claims drawn were reviewed; want all (is the seed the same?)", name, reviewed, s.Units)
	}
	estimate, err := audit.Extrapolate(strata, audit.Confidence)
	s.Estimate = &estimate
	return err
}

// reviewText returns the text of a review, without a byte-order mark.
func reviewText(name string, r io.Reader) ([]byte, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	if kind := source.Sniff(text); kind != source.Text {
		return nil, &medcode.FileError{File: name, Err: fmt.Errorf("want CSV of an ID, what was paid and what is allowed, found %s: %w", kind, medcode.ErrLayout)}
	}
	return bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), nil
}

// claimIDs are the claims drawn from a stratum, in order of their IDs.
func (st stratum) ClaimIDs() []string {
	var all []string
	for _, c := range st.Drawn {
		all = append(all, c.ID)
	}
	slices.Sort(all)
	return all
}
