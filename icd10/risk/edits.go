package risk

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/icd10/risk/internal/sas"
)

// readEdits reads the edits of the model's own macro.
func (b *builder) readEdits() error {
	x := b.named(anEdits, "EDITMAC0")
	if x == nil {
		return nil
	}
	statements, err := sas.Statements(x.data)
	if err != nil {
		return b.errorf(0, "", "%w", err)
	}
	c := &compiler{}
	for _, s := range statements {
		if s.Begins("%IF") {
			break // the switch SEDITS: the edits of the code editor, which the formats hold
		}
		if s.Begins("ELSE") {
			s.Tokens = s.Tokens[1:]
		}
		if !s.Begins("IF") {
			continue
		}
		if err := b.editStatement(c, s); err != nil {
			return b.errorf(s.Line, s.String(), "%w", err)
		}
	}
	return nil
}

// editStatement reads IF condition AND &ICD10 IN (codes) THEN CC="112". The
// first that holds for a code counts, as each ELSE has it.
func (b *builder) editStatement(c *compiler, s sas.Statement) error {
	then := slices.IndexFunc(s.Tokens, func(t sas.Token) bool { return t.Is("THEN") })
	if then < 0 || len(s.Tokens) < then+4 || !s.Tokens[then+2].Is("=") {
		return fmt.Errorf("want IF, THEN and a category: %w", medcode.ErrLayout)
	}
	e, err := sas.Parse(s.Tokens[1:then])
	if err != nil {
		return err
	}
	var codes []string
	rest := b.codesOf(e, &codes)
	if rest == nil || len(codes) == 0 {
		return fmt.Errorf("want a condition and codes: %w", medcode.ErrLayout)
	}
	when, err := c.node(rest)
	if err != nil {
		return err
	}
	x := edit{when: when}
	if to := s.Tokens[then+3].Text; to != "-1.0" {
		if x.to, err = b.category(to); err != nil {
			return err
		}
	}
	for _, text := range codes {
		code, err := research.ParseCode(research.ICD10CM, text)
		if err != nil {
			return err
		}
		b.edits[code] = append(b.edits[code], x)
	}
	return nil
}

// codesOf takes the list of codes out of a condition and returns the rest.
func (b *builder) codesOf(e *sas.Expr, codes *[]string) *sas.Expr {
	switch {
	case (e.Call == "IN" || e.Call == "=") && (e.Args[0].Name == "&ICD10" || e.Args[0].Name == "&ICD0"):
		for _, a := range e.Args[1:] {
			*codes = append(*codes, strings.Trim(a.Name, `"`))
		}
		return nil
	case e.Call == "AND":
		left, right := b.codesOf(e.Args[0], codes), b.codesOf(e.Args[1], codes)
		switch {
		case left == nil:
			return right
		case right == nil:
			return left
		}
		return sas.Call("AND", left, right)
	}
	return e
}

// library reads the formats of a transport file: the crosswalk, if wanted, and
// the age and sex edits of the code editor.
func (b *builder) library(data []byte, crosswalk bool) error {
	formats, err := sas.Formats(data, b.p.limits.EntryBytes)
	if err != nil {
		return err
	}
	by := map[string]sas.Format{}
	var ages, sexes *sas.Format
	for i, f := range formats {
		name := strings.TrimPrefix(strings.TrimPrefix(f.Name, "I0"), "I")
		by[f.Name] = f
		switch {
		case strings.HasPrefix(name, "AGEHYB") || f.Name == b.program.parts["AGEFMT0"]:
			ages = &formats[i]
		case strings.HasPrefix(name, "SEXHYB") || f.Name == b.program.parts["SEXFMT0"]:
			sexes = &formats[i]
		case crosswalk && (strings.HasPrefix(name, "AS1") || strings.HasPrefix(name, "AS2")):
			for j, v := range f.Values {
				if err := b.addCode(b.codes, v, f.Labels[j]); err != nil {
					return err
				}
			}
		}
	}
	if ages != nil {
		if err := b.mceAges(*ages, by["AGEL"], by["AGEU"]); err != nil {
			return err
		}
	}
	if sexes != nil {
		return b.mceSexes(*sexes)
	}
	return nil
}

var errBounds = errors.New("an age category without bounds")

func (b *builder) mceAges(ages, lower, upper sas.Format) error {
	of := func(f sas.Format, category string) (int, error) {
		i := slices.Index(f.Values, category)
		if i < 0 {
			return 0, fmt.Errorf("%q: %w: %w", category, errBounds, medcode.ErrLayout)
		}
		return wholeNumber(f.Labels[i])
	}
	for i, v := range ages.Values {
		lo, err := of(lower, ages.Labels[i])
		if err != nil {
			return err
		}
		hi, err := of(upper, ages.Labels[i])
		if err != nil {
			return err
		}
		if err := b.addMCE(v, call{"NOT", []node{between0(lo, hi)}}); err != nil {
			return err
		}
	}
	return nil
}

// between0 holds for ages from lo to hi.
func between0(lo, hi int) node {
	return product{binary{">=", input(inAge), number(lo)}, binary{"<=", input(inAge), number(hi)}}
}

func (b *builder) mceSexes(sexes sas.Format) error {
	for i, v := range sexes.Values {
		sex, err := wholeNumber(sexes.Labels[i])
		if err != nil {
			return err
		}
		if err := b.addMCE(v, binary{"NE", input(inSex), number(sex)}); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) addMCE(text string, when node) error {
	code, err := research.ParseCode(research.ICD10CM, text)
	if err == nil {
		b.edits[code] = append(b.edits[code], edit{when: when, mce: true})
	}
	return err
}
