package main

import (
	"fmt"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/carry"
	"github.com/medcode/medcode/examples/internal/claimset"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/rules/claimfile"
)

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
		rec, err := claimset.Stay(claim)
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
		a.notes.left = claimset.Left{}
	}
	a.notes.left[why.Error()]++
}
