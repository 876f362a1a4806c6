package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/carry"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/internal/columns"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
)

// ofClaims reports whether a file holds claims, by its beginning: a format that
// only claims have, JSON that names a claim's parts, or a table that gives a birth
// date or service lines and no age as stays have it.
func ofClaims(head []byte, mapped map[string]string) bool {
	switch claimfile.FormatOf(head) {
	case 0:
		return false
	case claimfile.JSONLines:
		first, _, _ := bytes.Cut(bytes.TrimSpace(head), []byte{'\n'})
		return bytes.Contains(first, []byte(`"patient":`)) || bytes.Contains(first, []byte(`"setting":`))
	case claimfile.CSV:
		line, _, _ := strings.Cut(strings.TrimLeft(string(head), " \t\r\n\ufeff"), "\n")
		has := map[string]bool{}
		for _, name := range strings.Split(line, string(columns.Separator(line))) {
			name = strings.Trim(name, "\"\r ")
			for from, to := range mapped {
				if strings.EqualFold(from, name) {
					name = to
				}
			}
			field, _ := columns.Field(name)
			has[field] = true
		}
		return has["id"] && !has["age"] && !has["age_days"] && has["birth"] || has["hcpcs"] || has["revenue"]
	}
	return true // the formats of claims alone
}

// claims groups the stays among the claims of a file.
func (a *app) claims(name string, r *claimfile.Reader) error {
	c := newChooser(a.fixed, name)
	c.carrier = a.carrier
	bad := command.Complaints{Program: "group", File: name, To: a.stderr}
	read, stays := 0, 0
	var result drg.Result
	var out []byte
	for claim, err := range r.All() {
		if err != nil {
			a.progress.clear()
			bad.Add(err)
			a.status = max(a.status, command.Reported)
			continue
		}
		read++
		rec, err := stayOf(claim)
		if err != nil {
			a.leave(err)
			continue
		}
		if a.explain != "" && rec.ID != a.explain {
			continue
		}
		a.found = true
		v, err := c.of(rec)
		if err != nil {
			a.complain(fmt.Errorf("claim %q: %w", claim.ID, err), command.Reported)
			continue
		}
		stays++
		carried := c.carry(rec)
		out = out[:0]
		if a.explain != "" {
			e := carry.Explanation{Explanation: v.Explain(&rec.Stay), Carried: carried}
			result = e.Result
			if err := forms[a.form](a.out, e); err != nil {
				return &writeError{err}
			}
		} else {
			v.GroupInto(&rec.Stay, &result)
			out = a.report.line(out, rec, carried, v, &result)
		}
		a.notes.unknown.Count(rec, &result, v.sets)
		a.notes.survey.Count(rec, &result, v.sets)
		a.notes.odd.look(rec)
		a.notes.odd.lookClaim(claim, rec)
		a.progress.add(1)
		if _, err := a.out.Write(out); err != nil {
			return &writeError{err}
		}
	}
	bad.End()
	a.notes.chosen(c)
	a.progress.clear()
	for _, n := range r.Notes() {
		fmt.Fprintln(a.stderr, "group:", n)
	}
	switch {
	case stays == 0 && read == 0 && a.explain == "":
		a.complain(fmt.Errorf("%s: no claims", name), command.Failed)
	case stays == 0 && a.explain == "":
		a.complain(fmt.Errorf("%s: no stays among its %d claims", name, read), command.Failed)
	}
	return nil
}

// leave counts a claim that is no stay.
func (a *app) leave(why error) {
	if a.notes.left == nil {
		a.notes.left = map[string]int{}
	}
	a.notes.left[why.Error()]++
}

// stayOf returns the stay that a claim is for, or why there is none to group.
func stayOf(c *rules.Claim) (*stayfile.Record, error) {
	switch years, known := c.Years(); {
	case c.Setting != rules.Inpatient:
		return nil, errors.New("not inpatient")
	case c.ICD != rules.ICD10:
		return nil, errors.New("coded in ICD-9-CM, which no version here groups")
	case !known:
		return nil, errors.New("neither birth date nor age")
	case years < 0:
		return nil, errors.New("born after admission")
	}
	rec := &stayfile.Record{Stay: c.Stay()}
	for i, d := range rec.Diagnoses {
		if !d.Code.IsValid() {
			rec.Malformed = append(rec.Malformed, stayfile.Malformed{At: i, Text: c.Diagnoses[i].Code})
		}
	}
	for i, p := range rec.Procedures {
		if !p.Code.IsValid() {
			rec.Malformed = append(rec.Malformed, stayfile.Malformed{Procedure: true, At: i, Text: c.Procedures[i].Code})
		}
	}
	return rec, nil
}
