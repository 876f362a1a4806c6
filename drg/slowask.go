package drg

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The conditions of the logic, asked one by one for [slow].

// A frame is what conditions are asked in: a family of an MDC, and the level
// that counts there.
type frame struct {
	f     *family
	mdc   int
	level Level
}

// A finding is whether a condition holds, what it says, and the codes that
// fulfil it.
type finding struct {
	holds bool
	text  string
	place place
	codes []string
}

// ask finds out whether a condition holds.
func (w *slow) ask(k *cond, fr frame) finding {
	switch k.op {
	case opTrue:
		return finding{holds: true, text: "nothing more is asked"}
	case opAnd:
		return w.askAll(k, fr)
	case opOr:
		return w.askOne(k, fr)
	case opNot:
		x := w.ask(&k.kids[0], fr)
		if x.holds {
			x.text = "there must be none: " + x.text
		}
		return finding{holds: !x.holds, text: x.text, place: x.place}
	case opPrincipal:
		return w.askDiagnoses("principal diagnosis", k.lists, 0, 1)
	case opSecondary:
		return w.askDiagnoses("secondary diagnosis", k.lists, 1, len(w.s.Diagnoses))
	case opEither:
		return w.askDiagnoses("principal or secondary diagnosis", k.lists, 0, len(w.s.Diagnoses))
	case opProcedure:
		return w.askProcedures(k.lists, fr)
	case opAnyOR:
		return w.askOR(k.lists, false, fr.f)
	case opExtensive:
		return w.askOR(k.lists, true, fr.f)
	case opOnlySecondary:
		return w.askOnly(k.lists)
	case opAcross:
		return w.askAcross(k.lists)
	case opStatus:
		w.statusValid()
		return finding{holds: slices.Contains(k.set, w.s.Status), text: fmt.Sprintf("the discharge status is %d, asked is %s", w.s.Status, statuses(k.set))}
	case opAlive:
		w.statusValid()
		return finding{holds: w.s.Status != expired, text: fmt.Sprintf("discharged alive is asked, the discharge status is %d", w.s.Status)}
	case opAtLeast:
		return w.askAtLeast(k, fr)
	case opOccurs, opSum:
		return w.askCount(k, fr)
	}
	text := "no secondary diagnosis counts as CC or MCC"
	if fr.level != NonCC {
		text = fmt.Sprintf("the secondary diagnoses count as %s", fr.level)
	}
	return finding{holds: k.n == int(fr.level) || k.n == levelOrMore && fr.level != NonCC, text: text}
}

func statuses(set []int) string {
	var out []string
	for _, n := range set {
		out = append(out, strconv.Itoa(n))
	}
	return strings.Join(out, " or ")
}

func (w *slow) askAll(k *cond, fr frame) finding {
	out := finding{holds: true}
	var texts []string
	for i := range k.kids {
		x := w.ask(&k.kids[i], fr)
		if !x.holds {
			return x
		}
		texts = append(texts, x.text)
		out.codes = append(out.codes, x.codes...)
		out.place = orPlace(out.place, x.place)
	}
	out.text = strings.Join(texts, "; and ")
	return out
}

func (w *slow) askOne(k *cond, fr frame) finding {
	var texts []string
	out := finding{}
	for i := range k.kids {
		x := w.ask(&k.kids[i], fr)
		if x.holds {
			return x
		}
		if !slices.Contains(texts, x.text) {
			texts = append(texts, x.text)
		}
		out.place = orPlace(out.place, x.place)
	}
	out.text = strings.Join(texts, "; and ")
	return out
}

// name says what a list is: its heading, in quotes.
func (w *slow) name(id listID) string {
	l := &w.g.lists[id]
	if l.name == erratumList {
		return "the codes of an erratum"
	}
	if l.section != "" && !strings.EqualFold(l.section, l.name) {
		return `"` + l.section + " / " + l.name + `"`
	}
	return `"` + l.name + `"`
}

func (w *slow) names(lists []listID) string {
	var out []string
	for _, id := range lists {
		if name := w.name(id); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return strings.Join(out, " or ")
}

func (w *slow) askDiagnoses(what string, lists []listID, from, to int) finding {
	out := finding{text: "no " + what + " in " + w.names(lists), place: w.placeOf(lists)}
	for i := from; i < min(to, len(w.s.Diagnoses)); i++ {
		if w.diagnosis(i) == nil {
			continue
		}
		for _, id := range lists {
			if w.in(id, w.s.Diagnoses[i].Code.Key()) {
				code := w.s.Diagnoses[i].Code.String()
				return finding{true, what + " " + code + " in " + w.name(id), w.g.lists[id].place, []string{code}}
			}
		}
	}
	return out
}

func (w *slow) placeOf(lists []listID) place {
	if len(lists) == 0 {
		return place{}
	}
	return w.g.lists[lists[0]].place
}

func (w *slow) askProcedures(lists []listID, fr frame) finding {
	for _, id := range lists {
		for i := range w.s.Procedures {
			code := w.s.Procedures[i].Code
			if w.countsIn(i, fr.f, fr.mdc) && w.in(id, code.Key()) {
				return finding{true, "procedure " + code.String() + " in " + w.name(id), w.g.lists[id].place, []string{code.String()}}
			}
		}
		for _, c := range w.satisfied {
			if slices.Contains(w.g.lists[id].clusters, uint16(c)) {
				codes := clusterCodes(w.g.clusters[c].codes)
				return finding{true, "procedures " + strings.Join(codes, " and ") + " together in " + w.name(id), w.g.lists[id].place, codes}
			}
		}
	}
	text := "no procedure in " + w.names(lists)
	for i, p := range w.s.Procedures {
		if c, ok := w.hiding(i, fr.f, fr.mdc); ok && slices.ContainsFunc(lists, func(id listID) bool { return w.in(id, p.Code.Key()) }) {
			codes := strings.Join(clusterCodes(w.g.clusters[c].codes), " and ")
			text += "; " + p.Code.String() + " does not count by itself, " + codes + " count together"
			break
		}
	}
	return finding{text: text, place: w.placeOf(lists)}
}

func (w *slow) askOR(except []listID, extensive bool, f *family) finding {
	what := "operating-room procedure"
	if extensive {
		what = "extensive operating-room procedure"
	}
	outside := ""
	if len(except) > 0 {
		outside = " outside " + w.names(except)
	}
	inAny := func(code uint64) bool {
		for _, id := range except {
			if w.excepted(id, code, f) {
				return true
			}
		}
		return extensive && w.in(w.g.nonExtensive, code)
	}
	for i := range w.s.Procedures {
		if code := w.s.Procedures[i].Code; w.operatingRoom(i) && !inAny(code.Key()) {
			return finding{true, what + " " + code.String() + outside, w.placeOf(except), []string{code.String()}}
		}
	}
	for _, c := range w.satisfied {
		listed := false
		for _, id := range except {
			listed = listed || slices.Contains(w.g.lists[id].clusters, uint16(c))
		}
		if !listed {
			codes := clusterCodes(w.g.clusters[c].codes)
			return finding{true, what + " " + strings.Join(codes, " and ") + " together" + outside, w.g.clusters[c].place, codes}
		}
	}
	return finding{text: "no " + what + outside, place: w.placeOf(except)}
}

func (w *slow) askOnly(lists []listID) finding {
	for i := 1; i < len(w.s.Diagnoses); i++ {
		if w.diagnosis(i) == nil {
			continue
		}
		found := false
		for _, id := range lists {
			found = found || w.in(id, w.s.Diagnoses[i].Code.Key())
		}
		if !found {
			code := w.s.Diagnoses[i].Code.String()
			return finding{false, "secondary diagnosis " + code + " is not in " + w.names(lists), w.placeOf(lists), []string{code}}
		}
	}
	return finding{holds: true, text: "no secondary diagnosis outside " + w.names(lists), place: w.placeOf(lists)}
}

func (w *slow) askAcross(lists []listID) finding {
	for _, pair := range [2][2]listID{{lists[0], lists[1]}, {lists[1], lists[0]}} {
		p := w.askDiagnoses("principal diagnosis", pair[:1], 0, 1)
		s := w.askDiagnoses("secondary diagnosis", pair[1:], 1, len(w.s.Diagnoses))
		if p.holds && s.holds {
			return finding{true, p.text + "; and " + s.text, p.place, append(p.codes, s.codes...)}
		}
	}
	return finding{text: "not one of " + w.names(lists[:1]) + " and " + w.names(lists[1:]) + " as principal and the other as secondary diagnosis", place: w.placeOf(lists)}
}

func (w *slow) askAtLeast(k *cond, fr frame) finding {
	var found []string
	var codes []string
	for i := range k.kids {
		if x := w.ask(&k.kids[i], fr); x.holds {
			found = append(found, x.text)
			codes = append(codes, x.codes...)
		}
	}
	p := place{}
	k.kids[0].eachList(func(id listID) {
		if p == (place{}) {
			p = w.g.lists[id].place
		}
	})
	text := fmt.Sprintf("%d of %d lists are asked, found are codes of %d", k.n, len(k.kids), len(found))
	if len(found) > 0 {
		text += ": " + strings.Join(found, "; ")
	}
	return finding{len(found) >= k.n, text, p, codes}
}

func (w *slow) askCount(k *cond, fr frame) finding {
	n := 0
	var codes []string
	for i := range w.s.Procedures {
		if !w.countsIn(i, fr.f, fr.mdc) {
			continue
		}
		for at, id := range k.lists {
			if w.counted(id, w.s.Procedures[i].Code.Key(), fr.f) {
				weight := 1
				if k.op == opSum {
					weight = at + 1
				}
				n += weight
				codes = append(codes, w.s.Procedures[i].Code.String())
				break
			}
		}
	}
	text := fmt.Sprintf("%d in %s are asked, found %d", k.n, w.names(k.lists), n)
	if len(codes) > 0 {
		text += ": " + strings.Join(codes, ", ")
	}
	return finding{n >= k.n, text, w.placeOf(k.lists), codes}
}
