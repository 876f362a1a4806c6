package risk

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/icd10/risk/internal/sas"
)

func (r *hhsReader) editMacro(data []byte) error {
	statements, err := sas.Statements(data)
	if err != nil {
		return err
	}
	b := &builder{}
	for _, s := range statements {
		if s.Begins("ELSE") {
			s.Tokens = s.Tokens[1:]
		}
		then := slices.IndexFunc(s.Tokens, func(t sas.Token) bool { return t.Is("THEN") })
		if !s.Begins("IF") || then < 0 || len(s.Tokens) < then+4 {
			continue
		}
		e, err := sas.Parse(s.Tokens[1:then])
		if err != nil {
			continue // the code editor's edits, which are in tables
		}
		var codes []string
		rest := b.codesOf(e, &codes)
		if rest == nil || len(codes) == 0 {
			continue
		}
		when, err := (&compiler{}).node(rest)
		if err != nil {
			return fmt.Errorf("line %d: %w", s.Line, err)
		}
		x := hhsEdit{when, noCategory}
		if to := s.Tokens[then+3].Text; to != "-1.0" {
			i, ok := r.place[to]
			if !ok {
				return fmt.Errorf("line %d: category %q, which the program doesn't list: %w", s.Line, to, medcode.ErrLayout)
			}
			x.to = i
		}
		for _, text := range codes {
			code, err := research.ParseCode(research.ICD10CM, text)
			if err != nil {
				return err
			}
			r.h.edits[code] = append(r.h.edits[code], x)
		}
	}
	return nil
}

func (r *hhsReader) rankMacro(data []byte) error {
	statements, err := sas.Statements(data)
	if err != nil {
		return err
	}
	for _, s := range statements {
		if !s.Begins("%SET0") {
			continue
		}
		args := s.Call()
		above, ok := r.place[joined(args["CC"])]
		if !ok {
			continue
		}
		k := rank{above: above}
		for c := range strings.SplitSeq(joined(args["HIER"]), ",") {
			if i, ok := r.place[c]; ok {
				k.below.add(i)
			}
		}
		r.h.ranks = append(r.h.ranks, k)
	}
	return nil
}

// joined returns tokens without blanks: "35_1,36".
func joined(t []sas.Token) string {
	var b strings.Builder
	for _, x := range t {
		b.WriteString(x.Text)
	}
	return b.String()
}

func (r *hhsReader) labelMacro(data []byte) error {
	for _, m := range hhsLabelLine.FindAllSubmatch(data, -1) {
		r.h.labels[string(m[1])] = strings.TrimSpace(string(m[2]))
	}
	return nil
}

// scoreMacro reads the factors of cost-sharing reduction: WHEN (CSR_INDICATOR= 1
// AND METAL="S") … = … * 1.12.
func (r *hhsReader) scoreMacro(data []byte) error {
	statements, err := sas.Statements(data)
	if err != nil {
		return err
	}
	m := hhsModels
	for _, s := range statements {
		t := s.Tokens
		if !s.Begins("WHEN") || len(t) < 6 {
			continue
		}
		if t[2].Text == "&INITIAL" {
			m = HHSModel(strings.Index("ACI", t[4].Text))
			continue
		}
		if m >= hhsModels || !t[2].Is("CSR_INDICATOR") || len(t) < 12 {
			continue
		}
		indicator, err := strconv.Atoi(t[4].Text)
		factor, err2 := strconv.ParseFloat(t[len(t)-1].Text, 64)
		if err := errors.Join(err, err2); err != nil {
			return fmt.Errorf("line %d: %w: %w", s.Line, err, medcode.ErrSyntax)
		}
		r.h.csr[csrKey{m, indicator, Metal(t[8].Text[0])}] = factor
	}
	return nil
}
