package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/rules"
)

// A report takes the claims one after the other, and then what came of them.
type report interface {
	claim(file string, c *rules.Claim, findings []rules.Finding) error
	close(summary) error
}

func newReport(format string, w io.Writer, reg *rules.Registry) (report, error) {
	switch format {
	case "table":
		return &table{w: bufio.NewWriterSize(w, 64<<10)}, nil
	case "json":
		out := bufio.NewWriterSize(w, 64<<10)
		return &jsonReport{Encoder: json.NewEncoder(out), out: out}, nil
	case "sarif":
		return newSARIF(w, reg)
	}
	return nil, fmt.Errorf("-format %q: want table, json or sarif", format)
}

// A table is for people.
type table struct {
	w      *bufio.Writer
	headed bool
}

const tableRow = "%-12s  %-7s  %-36s  %-19s  %s\n"

func (t *table) claim(_ string, c *rules.Claim, findings []rules.Finding) error {
	for _, f := range findings {
		if !t.headed {
			fmt.Fprintf(t.w, tableRow, "CLAIM", "", "RULE", "PLACE", "MESSAGE")
			t.headed = true
		}
		if _, err := fmt.Fprintf(t.w, tableRow, shown(c.ID), f.Severity, f.Rule, f.Place, shown(f.Message)); err != nil {
			return err
		}
	}
	return nil
}

func (t *table) close(s summary) error {
	line := fmt.Sprintf("%s: %s, %s, %s", command.Count(s.claims, "claim"), command.Count(s.bySeverity[rules.Error], "error"),
		command.Count(s.bySeverity[rules.Warning], "warning"), command.Count(s.bySeverity[rules.Note], "note"))
	for _, part := range []struct {
		n      int
		format string
	}{
		{s.empty, "; %d files yield no claim"},
		{s.unreadable, "; %d could not be read"},
		{s.control, "; %d times an 837's envelope is not what its counts or numbers say, claims may be missing"},
		{s.unjudged.outside, "; no table at hand covers %d"},
	} {
		if part.n > 0 {
			line += fmt.Sprintf(part.format, part.n)
		}
	}
	_, err := fmt.Fprintln(t.w, line)
	for _, u := range s.unjudged.entries {
		if err == nil {
			_, err = fmt.Fprintln(t.w, u)
		}
	}
	return errors.Join(err, t.w.Flush())
}

// shown returns s, quoted where a terminal might take it for more than text.
func shown(s string) string {
	if utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) < 0 {
		return s
	}
	return strconv.Quote(s)
}

// A jsonReport has a line for each claim with findings, and a last one that says
// what was not read and not judged.
type jsonReport struct {
	*json.Encoder
	out  *bufio.Writer
	line []byte
}

func (j *jsonReport) claim(file string, c *rules.Claim, findings []rules.Finding) error {
	if len(findings) == 0 {
		return nil
	}
	j.line = appendLine(j.line[:0], file, c.ID, findings)
	_, err := j.out.Write(j.line)
	return err
}

func (j *jsonReport) close(s summary) error {
	if len(s.unjudged.entries) == 0 && s.whole() {
		return j.out.Flush()
	}
	err := j.Encode(struct {
		NotJudged  []*unjudged `json:"notJudged"`
		Empty      int         `json:"filesWithoutClaims,omitempty"`
		Unreadable int         `json:"claimsUnreadable,omitempty"`
		Control    int         `json:"controlErrors,omitempty"`
		Outside    int         `json:"claimsOutsideTables"`
	}{s.unjudged.entries, s.empty, s.unreadable, s.control, s.unjudged.outside})
	return errors.Join(err, j.out.Flush())
}

// A sarif report is in the Static Analysis Results Interchange Format 2.1.0 of
// OASIS, which code hosts and editors show. It is written as it comes.
type sarif struct {
	w     *bufio.Writer
	index map[string]int // of rules
	any   bool
}

type text struct {
	Text string `json:"text"`
}

type sarifRule struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Full    text   `json:"fullDescription"`
	Help    text   `json:"help"`
	Default struct {
		Level string `json:"level"`
	} `json:"defaultConfiguration"`
}

type sarifResult struct {
	Rule       string          `json:"ruleId"`
	Index      int             `json:"ruleIndex"`
	Level      string          `json:"level"`
	Message    text            `json:"message"`
	Locations  []sarifLocation `json:"locations"`
	Properties struct {
		Claim       string   `json:"claim"`
		Codes       []string `json:"codes,omitempty"`
		Disposition string   `json:"disposition,omitempty"`
		Suggestion  string   `json:"suggestion,omitempty"`
		Citation    string   `json:"citation"`
	} `json:"properties"`
}

type sarifLocation struct {
	Physical struct {
		Artifact struct {
			URI string `json:"uri"`
		} `json:"artifactLocation"`
	} `json:"physicalLocation"`
	Logical []sarifLogical `json:"logicalLocations"`
}

type sarifLogical struct {
	Name string `json:"fullyQualifiedName"`
}

func newSARIF(w io.Writer, reg *rules.Registry) (*sarif, error) {
	s := &sarif{w: bufio.NewWriter(w), index: map[string]int{}}
	var all []sarifRule
	for rule := range reg.Rules() {
		s.index[rule.ID] = len(all)
		r := sarifRule{ID: rule.ID, Name: rule.Name, Full: text{rule.Says}, Help: text{rules.Explain(rule)}}
		r.Default.Level = rule.Severity.String()
		all = append(all, r)
	}
	list, err := json.Marshal(all)
	if err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(s.w, `{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":{"driver":{"name":"medcode check","rules":%s}},"results":[`, list)
	return s, err
}

func (s *sarif) claim(file string, c *rules.Claim, findings []rules.Finding) error {
	for _, f := range findings {
		r := sarifResult{Rule: f.Rule, Index: s.index[f.Rule], Level: f.Severity.String(), Message: text{f.Message}, Locations: make([]sarifLocation, 1)}
		r.Properties.Claim, r.Properties.Codes, r.Properties.Disposition = c.ID, f.Codes, f.Disposition.String()
		r.Properties.Suggestion, r.Properties.Citation = f.Suggestion, f.Citation.String()
		r.Locations[0].Physical.Artifact.URI = file
		for _, p := range append([]rules.Place{f.Place}, f.Related...) {
			r.Locations[0].Logical = append(r.Locations[0].Logical, sarifLogical{c.ID + p.Pointer()})
		}
		b, err := json.Marshal(r)
		if err != nil {
			return err
		}
		if s.any {
			s.w.WriteByte(',')
		}
		s.any = true
		s.w.WriteByte('\n')
		s.w.Write(b)
	}
	return nil
}

func (s *sarif) close(sum summary) error {
	type notification struct {
		Level   string `json:"level"`
		Message text   `json:"message"`
	}
	said := []notification{}
	for _, u := range sum.unjudged.entries {
		said = append(said, notification{"note", text{u.String()}})
	}
	b, err := json.Marshal(said)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.w, `],"invocations":[{"executionSuccessful":%t,"toolExecutionNotifications":%s}]}]}`+"\n", sum.whole(), b)
	return s.w.Flush()
}
