package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
	"github.com/medcode/medcode/rules/price"
)

// readFacts reads the hospitals.
func readFacts(hospitals, hospital, ccn string) (price.Facts, error) {
	f := price.Facts{CCN: ccn}
	if hospital != "" {
		d := json.NewDecoder(strings.NewReader(hospital))
		d.DisallowUnknownFields()
		f.Hospital = &ipps.Hospital{}
		if err := d.Decode(f.Hospital); err != nil {
			return f, fmt.Errorf("-hospital: %w", err)
		}
		return f, nil
	}
	if hospitals == "" {
		return f, nil
	}
	var err error
	f.Providers, err = command.Read("hospitals", hospitals, "a provider-specific file", ipps.ReadProviders)
	return f, err
}

// priceClaims prints a page for each inpatient claim.
func priceClaims(names []string, f price.Facts, w, stderr io.Writer) error {
	claims, unpriced := 0, 0
	for _, name := range names {
		file, err := os.Open(name)
		if err != nil {
			return err
		}
		for c, err := range claimfile.Read(name, file) {
			if err != nil {
				unpriced++
				fmt.Fprintf(stderr, "price: %v\n", err)
				continue
			}
			if c.Setting != rules.Inpatient {
				continue
			}
			if claims > 0 {
				fmt.Fprintln(w)
			}
			claims++
			p, err := price.Inpatient(c, f)
			page(w, c, p, err)
			if err != nil {
				unpriced++
			}
		}
		if err := file.Close(); err != nil {
			return err
		}
	}
	switch {
	case unpriced > 0:
		return fmt.Errorf("%d claims have no price: %w", unpriced, command.ErrLeftOut)
	case claims == 0:
		return fmt.Errorf("no inpatient claim in %s: %w", strings.Join(names, ", "), command.ErrLeftOut)
	}
	return nil
}

// page prints how a price came about.
func page(w io.Writer, c *rules.Claim, p *price.Price, err error) {
	fmt.Fprintf(w, "claim %s\n", c.ID)
	for _, s := range p.Steps {
		fmt.Fprintf(w, "  %-45s %s\n", s.Name, s.Text)
		if s.Citation != "" {
			fmt.Fprintf(w, "  %-45s   (%s)\n", "", s.Citation)
		}
	}
	if err != nil {
		fmt.Fprintf(w, "  no price: %v\n", err)
	}
}
