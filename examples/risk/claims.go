package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
	"github.com/medcode/medcode/rules/encounter"
)

// A filtered is what CMS's filter of encounters made of the claims.
type filtered struct {
	lists   map[int]*encounter.Eligible // by year of service
	claims  int
	counted int                 // diagnoses
	reasons map[string]int      // of diagnoses left out
	leftOut map[string][]string // by person, for the page
	errs    []error             // of claims that can't be read
}

var yearInName = regexp.MustCompile(`20\d\d`)

// readEligible reads the lists of procedure codes; the year is the last one in
// the file's name.
func readEligible(names []string) (map[int]*encounter.Eligible, error) {
	lists := map[int]*encounter.Eligible{}
	for _, name := range names {
		years := yearInName.FindAllString(filepath.Base(name), -1)
		if years == nil {
			return nil, fmt.Errorf("-eligible %s: want a name with the year of service, such as eligible_2025.csv", name)
		}
		year, err := strconv.Atoi(years[len(years)-1])
		if err != nil {
			return nil, err
		}
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		lists[year], err = encounter.ReadEligible(year, f)
		f.Close()
		if err != nil {
			return nil, fmt.Errorf("-eligible %s: %w", name, err)
		}
	}
	return lists, nil
}

// readClaimFile reads the diagnoses of claims in any format, by patient, and
// keeps those that the filter lets through.
func (s *scoring) readClaimFile(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	n := 0
	for c, err := range claimfile.Read(name, f) {
		if err != nil {
			s.filter.errs = append(s.filter.errs, err)
			continue
		}
		n++
		s.claim(c)
	}
	if n == 0 {
		return fmt.Errorf("%s: no claims: %w", name, cmp.Or(slices.Concat(s.filter.errs, []error{medcode.ErrNoFile})...))
	}
	s.filter.claims += n
	return nil
}

// claim adds the diagnoses of a claim.
func (s *scoring) claim(c *rules.Claim) {
	person := cmp.Or(c.Patient.ID, c.Member)
	leave := func(code, why string) {
		s.filter.reasons[why]++
		if len(s.filter.leftOut[person]) < shown {
			s.filter.leftOut[person] = append(s.filter.leftOut[person], fmt.Sprintf("%s of claim %s: %s", code, c.ID, why))
		}
	}
	if person == "" {
		for _, d := range c.Diagnoses {
			leave(d.Code, "claim without a patient")
		}
		return
	}
	day := c.Through
	if day.IsZero() {
		day = c.From
	}
	year, _, _ := day.Date()
	list := s.filter.lists[year]
	if list == nil {
		for _, d := range c.Diagnoses {
			leave(d.Code, fmt.Sprintf("no list of eligible codes of %d", year))
		}
		return
	}
	for _, d := range list.Filter(c, encounter.Options{}) {
		if !d.Counts {
			leave(d.Code, d.Reason.String())
			continue
		}
		code, err := research.ParseCode(research.ICD10CM, d.Code)
		if err != nil {
			leave(d.Code, "no code of ICD-10-CM")
			continue
		}
		s.filter.counted++
		s.dx[person] = append(s.dx[person], research.Diagnosis{Code: code, Date: d.Date})
	}
}

// tell writes what the filter left out.
func (f *filtered) tell(w io.Writer, people []*scored) (told bool) {
	if f.claims == 0 {
		return false
	}
	fmt.Fprintf(w, "risk: %d claims, %d diagnoses count\n", f.claims, f.counted)
	for _, why := range slices.Sorted(maps.Keys(f.reasons)) {
		fmt.Fprintf(w, "risk: %d diagnoses left out: %s\n", f.reasons[why], why)
	}
	for i, err := range f.errs {
		if i == 20 {
			fmt.Fprintf(w, "risk: and %d more claims that can't be read\n", len(f.errs)-i)
			break
		}
		fmt.Fprintf(w, "risk: %v\n", err)
	}
	known := map[string]bool{}
	for _, p := range people {
		known[p.row.get("id")] = true
	}
	strangers := 0
	for id := range f.leftOut {
		if !known[id] {
			strangers++
		}
	}
	return len(f.errs) > 0 || strangers > 0
}
