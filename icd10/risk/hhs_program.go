package risk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/risk/internal/sas"
)

// program reads the lists and rules of the main macro.
func (r *hhsReader) program(data []byte) error {
	statements, err := sas.Statements(data)
	if err != nil {
		return err
	}
	macro, severe, interact := "", []string(nil), []string(nil)
	var group *hhsGroup
	model := func() HHSModel { return map[string]HHSModel{"ADULT": Adult, "CHILD": Child, "INFANT": Infant}[macro] }
	for _, s := range statements {
		t := s.Tokens
		switch {
		case s.Begins("%MACRO") && len(t) > 1:
			macro = strings.TrimSuffix(strings.TrimPrefix(t[1].Text, "GENERATE_"), "_VARIABLES")
			continue
		case s.Begins("%MEND"):
			macro = ""
			continue
		}
		switch macro {
		case "HCC_PM_LIST", "SEVERE_V3_LIST", "INT_GROUP_H_LIST":
			for _, w := range t {
				switch {
				case w.Text == "%MEND":
				case macro == "HCC_PM_LIST" && strings.HasPrefix(w.Text, "HCC") && !strings.Contains(w.Text, "LIST"):
					r.place[strings.TrimPrefix(w.Text, "HCC")] = uint8(len(r.h.list))
					r.h.list = append(r.h.list, strings.TrimPrefix(w.Text, "HCC"))
				case macro == "SEVERE_V3_LIST" && !strings.Contains(w.Text, "LIST"):
					severe = append(severe, w.Text)
				case macro == "INT_GROUP_H_LIST" && !strings.Contains(w.Text, "LIST"):
					interact = append(interact, w.Text)
				}
			}
			if len(r.h.list) > mostCategories-1 {
				return &medcode.LimitError{Reason: fmt.Sprintf("%d payment categories: more than %d", len(r.h.list), mostCategories-1)}
			}
			macro = ""
		case "ADULT", "CHILD", "INFANT":
			group = r.rule(s, model(), group)
		}
	}
	for _, name := range severe {
		r.addTo(&r.h.severe, name)
	}
	for _, name := range interact {
		_, what, _ := strings.Cut(name, "_X_")
		x := hhsPair{}
		if !r.addTo(&x.of, what) {
			x.group = what
		}
		r.h.pairs = append(r.h.pairs, x)
	}
	if len(r.h.list) == 0 {
		return fmt.Errorf("no list of categories: %w", medcode.ErrLayout)
	}
	return nil
}

// addTo adds the category of a variable, HHS_HCC035_1 or HCC35_1.
func (r *hhsReader) addTo(s *set, variable string) bool {
	name, ok := strings.CutPrefix(strings.TrimPrefix(variable, "HHS_"), "HCC")
	i, known := r.place[strings.TrimLeft(name, "0")]
	if ok && known {
		s.add(i)
	}
	return ok && known
}

// rule takes a statement of the macro that makes a model's variables; group is
// the one begun by an IF, whose END is still to come.
func (r *hhsReader) rule(s sas.Statement, m HHSModel, group *hhsGroup) *hhsGroup {
	t := s.Tokens
	then := slices.IndexFunc(t, func(x sas.Token) bool { return x.Is("THEN") })
	assigns := len(t) == 3 && t[1].Is("=")
	switch {
	case s.Begins("WHEN") && m == Infant && len(t) > 6: // WHEN (HHS_HCC008 = 1) IHCC_SEVERITY5 = 1
		if level, ok := strings.CutPrefix(t[6].Text, "IHCC_SEVERITY"); ok {
			if n, err := strconv.Atoi(level); err == nil && n >= 1 && n <= 5 {
				r.addTo(&r.h.severity[n], t[2].Text)
			}
		}
	case s.Begins("IF") && then > 0 && then+2 == len(t) && t[then+1].Is("DO") && m != Infant:
		return &hhsGroup{}
	case s.Begins("IF") && then > 0 && strings.HasPrefix(t[1].Text, "RXC_"):
		r.drug(s, then)
	case s.Begins("END") && group != nil:
		if group.name != "" {
			r.h.groups[m] = append(r.h.groups[m], *group)
		}
		return nil
	case assigns && group != nil && t[2].Text == "0":
		r.addTo(&group.of, t[0].Text)
	case assigns && group != nil:
		group.name = t[0].Text
	case assigns && t[2].Text == "0":
		r.addTo(&r.h.exclude[m], t[0].Text)
	}
	return group
}

// drug takes IF RXC_09 = 1 AND (HCC56 = 1 OR HCC57 = 1) AND (…) THEN name = 1.
func (r *hhsReader) drug(s sas.Statement, then int) {
	e, err := sas.Parse(s.Tokens[1:then])
	class, err2 := strconv.Atoi(strings.TrimPrefix(s.Tokens[1].Text, "RXC_"))
	if err != nil || err2 != nil || class > 31 || len(s.Tokens) < then+2 {
		r.diag(medcode.KindUnknownStatement, s.String(), "a statement of the program that is not understood")
		return
	}
	d := hhsDrug{name: s.Tokens[then+1].Text, class: uint8(class)}
	var walk func(*sas.Expr)
	walk = func(e *sas.Expr) {
		if e.Call == "AND" {
			walk(e.Args[0])
			walk(e.Args[1])
			return
		}
		var of set
		any := false
		for v := range variables(e) {
			any = r.addTo(&of, v) || any
		}
		if any {
			d.of = append(d.of, of)
		}
	}
	walk(e)
	r.h.drugs = append(r.h.drugs, d)
}
