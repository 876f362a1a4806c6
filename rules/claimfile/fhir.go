package claimfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// A fhirReader reads resources, one after the other.
type fhirReader struct {
	*file
	tree  tree
	known map[string]node // resources that others refer to, by what they are called
	bare  map[string]node // those whose entry doesn't say their URL, by type and id
	other map[string]int  // resources that are no claims, by type

	details int // of items, that are passed over
	codes   int // diagnoses
	foreign int // diagnoses that are of no ICD
}

// isFHIR reports whether JSON is of FHIR: its objects say which resource they are.
func isFHIR(head []byte) bool { return bytes.Contains(head, []byte(`"resourceType"`)) }

// fhir reads resources: an object a line, as FHIR's bulk data are, or one or
// several over lines.
func (f *file) fhir(in *bufio.Reader, head []byte) error {
	f.line++
	r := &fhirReader{file: f, other: map[string]int{}}
	first, rest, lines := bytes.Cut(head, []byte{'\n'})
	_, err := r.tree.parse(string(first))
	byLine := lines && err == nil && len(bytes.TrimSpace(rest)) > 0
	if byLine {
		f.line--
	}
	var room []byte
	for {
		var text []byte
		if byLine {
			text, err = f.until(in, '\n', &room, f.resourceBytes())
		} else {
			text, err = f.value(in, &room)
		}
		switch {
		case errors.Is(err, io.EOF):
			r.conclude()
			return nil
		case errors.Is(err, errLong):
			if err := f.give(nil, err, ""); err != nil {
				return err
			}
			continue
		case err != nil:
			return err
		}
		if text = bytes.Trim(text, blanks+"\x00\x1a"); len(text) == 0 {
			continue
		}
		if err := r.resource(string(text)); err != nil {
			return err
		}
	}
}

// conclude notes what of the file is no claim.
func (r *fhirReader) conclude() {
	for _, kind := range sortedKeys(r.other) {
		r.note(medcode.KindOtherResources, kind, "%d resources are no claims: %s", r.other[kind], kind)
	}
	if r.details > 0 {
		r.note(medcode.KindUnknownField, "detail", "%d details of items that have codes themselves are passed over", r.details)
	}
	if r.foreign > 0 {
		r.note(medcode.KindOtherSystem, "", "%d of %d diagnoses are of no ICD, as SNOMED CT codes are none", r.foreign, r.codes)
	}
}

func (r *fhirReader) resource(text string) error {
	root, err := r.tree.parse(text)
	if err != nil {
		return r.give(nil, err, "")
	}
	r.known, r.bare = map[string]node{}, map[string]node{}
	if text[0] == '[' {
		for n := range root.each {
			if err := r.any(n); err != nil {
				return err
			}
		}
		return nil
	}
	return r.any(root)
}

// any reads a resource, or those that it holds.
func (r *fhirReader) any(n node) error {
	switch kind := n.get("resourceType").text(); kind {
	case "Bundle":
		return r.bundle(n)
	case "Parameters":
		for p := range n.get("parameter").each {
			if resource := p.get("resource"); resource.ok() {
				if err := r.any(resource); err != nil {
					return err
				}
			}
		}
		return nil
	default:
		return r.claimOf(n, kind)
	}
}

// bundle reads the claims of a Bundle. Where it holds both what was sent, a
// Claim, and what came back for it, an ExplanationOfBenefit, the latter is the claim.
func (r *fhirReader) bundle(root node) error {
	answered := map[string]bool{}
	for e := range root.get("entry").each {
		resource := e.get("resource")
		kind, id := resource.get("resourceType").text(), resource.get("id").text()
		if url := e.get("fullUrl").text(); url != "" {
			r.known[url] = resource
		} else {
			r.bare[kind+"/"+id] = resource
		}
		r.known[kind+"/"+id] = resource
		if kind == "ExplanationOfBenefit" {
			answered[e.get("resource", "claim", "reference").text()] = true
		}
	}
	for e := range root.get("entry").each {
		resource := e.get("resource")
		kind := resource.get("resourceType").text()
		if kind == "Claim" && (answered[e.get("fullUrl").text()] || answered["Claim/"+resource.get("id").text()]) {
			r.other["Claim that an ExplanationOfBenefit of the same Bundle answers"]++
			continue
		}
		if err := r.any(resource); err != nil {
			return err
		}
	}
	return nil
}

func (r *fhirReader) claimOf(n node, kind string) error {
	if kind != "ExplanationOfBenefit" && kind != "Claim" {
		r.other[strings.Clone(kind)]++
		return nil
	}
	b := &benefit{fhirReader: r, n: n, c: &rules.Claim{Adjudicated: kind == "ExplanationOfBenefit"}, contained: map[string]node{}}
	for c := range n.get("contained").each {
		if id := strings.TrimPrefix(c.get("id").text(), "#"); !b.contained[id].ok() {
			b.contained[id] = c
		}
	}
	b.read()
	switch status := n.get("status").text(); status {
	case "entered-in-error", "cancelled", "draft": // which FHIR says must not be taken for claims
		b.bad = fmt.Errorf("the %s has status %s, and is left out: %w", kind, status, medcode.ErrLayout)
	}
	return r.give(b.c, b.bad, "")
}
