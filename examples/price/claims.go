package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
	"github.com/medcode/medcode/rules/price"
)

// readFacts reads the hospitals. Both flags are read, so that neither is wrong
// without a word; that of parameters counts.
func readFacts(hospitals, hospital, ccn string) (price.Facts, error) {
	f := price.Facts{CCN: ccn}
	var err error
	if hospitals != "" {
		if f.Providers, err = command.Read("hospitals", hospitals, "a provider-specific file", ipps.ReadProviders); err != nil {
			return f, err
		}
	}
	if hospital != "" {
		if f.Hospital, err = parseHospital(hospital); err != nil {
			return f, fmt.Errorf("-hospital: %w", err)
		}
	}
	return f, nil
}

// parseHospital reads parameters of a hospital: one object, each named once and in
// its range.
func parseHospital(text string) (*ipps.Hospital, error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	h := &ipps.Hospital{}
	if err := d.Decode(h); err != nil {
		return nil, err
	}
	if rest := strings.TrimSpace(text[d.InputOffset():]); rest != "" {
		return nil, fmt.Errorf("%q stands behind the parameters", rest)
	}
	if name := twice(text); name != "" {
		return nil, fmt.Errorf("%s stands twice", name)
	}
	if h.WageIndex == 0 {
		return nil, errors.New("want an object with a WageIndex at least")
	}
	return h, h.Check()
}

// twice returns the name of a parameter that stands twice in an object that is
// well formed, in whatever case, or "".
func twice(text string) string {
	d := json.NewDecoder(strings.NewReader(text))
	seen := map[string]bool{}
	depth, key := 0, true
	for {
		t, err := d.Token()
		if err != nil {
			return ""
		}
		switch t := t.(type) {
		case json.Delim:
			if t == '{' || t == '[' {
				depth++
			} else {
				depth--
			}
			key = true
			continue
		case string:
			if depth == 1 && key {
				name := strings.ToLower(t)
				if seen[name] {
					return t
				}
				seen[name], key = true, false
				continue
			}
		}
		key = true
	}
}

// A desk prices claims, and counts what it met.
type desk struct {
	facts                    price.Facts
	stdin                    io.Reader
	w                        *bufio.Writer
	stderr                   io.Writer
	priced, unpriced, others int
	wrong                    int  // errors of reading, with or without a claim
	failed                   bool // a file could not be read to its end, or has no claims
}

// priceClaims prints a page for each inpatient claim.
func priceClaims(names []string, f price.Facts, stdin io.Reader, w, stderr io.Writer) error {
	d := &desk{facts: f, stdin: stdin, w: bufio.NewWriter(w), stderr: stderr}
	for _, name := range names {
		if err := d.file(name); err != nil {
			return errors.Join(err, d.w.Flush())
		}
	}
	if err := d.w.Flush(); err != nil {
		return err
	}
	if d.others > 0 {
		fmt.Fprintf(stderr, "price: %s left out: not inpatient\n", command.Count(d.others, "claim"))
	}
	if d.wrong > 0 {
		fmt.Fprintf(stderr, "price: %s of reading: claims may be missing, or other than they were sent\n", command.Count(d.wrong, "error"))
	}
	switch {
	case d.failed:
		return errFiles
	case d.unpriced > 0:
		return fmt.Errorf("%s without a price: %w", command.Count(d.unpriced, "claim"), command.ErrLeftOut)
	case d.others+d.wrong > 0:
		return command.ErrTold
	}
	return nil
}

// errFiles ends a run whose other files are done.
var errFiles = errors.New("not every file was read to its end and has claims")

func (d *desk) file(name string) error {
	in, err := command.Open(name, d.stdin)
	if err != nil {
		return err
	}
	defer in.Close()
	bad := command.Complaints{Program: "price", File: name, To: d.stderr}
	r := claimfile.NewReader(command.Label(name), in, claimfile.Options{})
	claims := 0
	for c, err := range r.All() {
		if err != nil {
			bad.Add(err)
			continue
		}
		claims++
		if c.Setting != rules.Inpatient {
			d.others++
			continue
		}
		if d.priced+d.unpriced > 0 {
			fmt.Fprintln(d.w)
		}
		p, err := price.Inpatient(c, d.facts)
		page(d.w, c, p, err)
		if err != nil {
			d.unpriced++
		} else {
			d.priced++
		}
	}
	bad.End()
	if claims == 0 && bad.N == 0 {
		fmt.Fprintf(d.stderr, "price: %s: no claims\n", command.Label(name))
	}
	d.wrong += bad.N
	d.failed = d.failed || claims == 0 || r.Cut()
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
		fmt.Fprintf(w, "  no price: %s\n", strings.TrimPrefix(err.Error(), "price: "))
	}
}
