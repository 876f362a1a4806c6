package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/drgtest"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/drg/stayfile"
)

// groupColumns name the columns of a grouper's answers, which have no headings.
var groupColumns = strings.Fields(`id initial_return_code initial_mdc initial_drg initial_type initial_severity
	final_return_code final_mdc final_drg final_type final_severity hac_status hacs diagnoses procedures`)

// mostHACs is the highest number of a hospital-acquired condition.
const mostHACs = 14

// groupVectors are those of each embedded version: a stay for each DRG, for each
// condition that changes one, and for each row of the tables.
func groupVectors(wants func(string) bool) (all []vectors, err error) {
	for _, r := range msdrg.Versions() {
		if name := "msdrg/" + r.Version; r.Embedded && wants(name) {
			v, err := stays(name, r.Version)
			if err != nil {
				return nil, err
			}
			all = append(all, v)
		}
	}
	return all, nil
}

func stays(name, version string) (vectors, error) {
	v := vectors{name: name, columns: groupColumns}
	g, err := msdrg.Version(version)
	if err != nil {
		return v, err
	}
	m, err := drgtest.New(g)
	if err != nil {
		return v, err
	}
	var claims []byte
	add := func(id string, s drg.Stay, err error) error {
		var unreachable *drgtest.UnreachableError
		if errors.As(err, &unreachable) {
			return nil
		}
		s.ID = id
		claims = appendStay(claims, version, &s)
		return err
	}
	for _, d := range g.DRGs() {
		s, err := m.DRG(d.DRG)
		if err = add("drg-"+d.DRG.String(), s, err); err != nil {
			return v, err
		}
	}
	for n := 1; n <= mostHACs; n++ {
		s, err := m.HAC(n)
		if err = add(fmt.Sprintf("hac-%02d", n), s, err); err != nil {
			return v, err
		}
	}
	for i, row := range m.Rows() {
		s, err := m.Row(row)
		if err = add(fmt.Sprintf("row-%04d", i+1), s, err); err != nil {
			return v, err
		}
	}
	v.claims = claims
	v.answers, err = groupStays(g, claims)
	return v, err
}

// appendStay appends a stay in the columns that package stayfile reads as TSV.
func appendStay(b []byte, version string, s *drg.Stay) []byte {
	major, minor, _ := strings.Cut(version, ".")
	if minor == "" {
		minor = "0"
	}
	var dx, px []string
	for _, d := range s.Diagnoses {
		dx = append(dx, d.Code.Compact()+":"+d.POA.String())
	}
	for _, p := range s.Procedures {
		px = append(px, p.Code.String())
	}
	if px == nil {
		px = []string{"-"}
	}
	return fmt.Appendf(b, "%s\t%s%s\t%d\t%s\t%d\t%s\t-\t%s\t%s\n", s.ID, major, minor, s.Age, s.Sex, s.Status, s.Hospital,
		strings.Join(dx, ","), strings.Join(px, ","))
}

// groupStays answers the stays as they are written, not as they were made.
func groupStays(g *drg.Grouper, claims []byte) (answers []byte, err error) {
	r, err := stayfile.NewReader(bytes.NewReader(claims), "stays")
	if err != nil {
		return nil, err
	}
	for rec, err := range r.All() {
		if err != nil {
			return nil, err
		}
		result := g.Group(&rec.Stay)
		answers = stayfile.AppendAnswer(answers, rec.ID, &result)
	}
	return answers, nil
}
