package drg

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode/drg/internal/logic"
)

// The conditions of the logic, asked one by one for [slow].

// A frame is what conditions are asked in: a family of an MDC, and the level
// that counts there.
type frame struct {
	f     *logic.Family
	mdc   int
	level Level
}

// A finding is whether a condition holds, what it says, and the codes that
// fulfil it. Where the asker is silent it is the former alone.
type finding struct {
	holds bool
	text  string
	place logic.Place
	codes []string
}

// ask finds out whether a condition holds.
func (w *slow) ask(k *logic.Cond, fr frame) finding {
	switch k.Op {
	case logic.OpTrue:
		return finding{holds: true, text: "nothing more is asked"}
	case logic.OpAnd:
		return w.askAll(k, fr)
	case logic.OpOr:
		return w.askOne(k, fr)
	case logic.OpNot:
		x := w.ask(&k.Kids[0], fr)
		if x.holds && !w.silent {
			x.text = "there must be none: " + x.text
		}
		return finding{holds: !x.holds, text: x.text, place: x.place}
	case logic.OpPrincipal:
		return w.askDiagnoses(principalDiagnosis, k.Lists, 0, 1)
	case logic.OpSecondary:
		return w.askDiagnoses(secondaryDiagnosis, k.Lists, 1, len(w.s.Diagnoses))
	case logic.OpEither:
		return w.askDiagnoses(eitherDiagnosis, k.Lists, 0, len(w.s.Diagnoses))
	case logic.OpProcedure:
		return w.askProcedures(k.Lists, fr)
	case logic.OpAnyOR:
		return w.askOR(k.Lists, false, fr.f)
	case logic.OpExtensive:
		return w.askOR(k.Lists, true, fr.f)
	case logic.OpOnlySecondary:
		return w.askOnly(k.Lists)
	case logic.OpAcross:
		return w.askAcross(k.Lists)
	case logic.OpStatus:
		w.statusValid()
		holds := slices.Contains(k.Set, w.s.Status)
		if w.silent {
			return finding{holds: holds}
		}
		return finding{holds: holds, text: fmt.Sprintf("the discharge status is %d, asked is %s", w.s.Status, statuses(k.Set))}
	case logic.OpAlive:
		w.statusValid()
		if w.silent {
			return finding{holds: w.s.Status != expired}
		}
		return finding{holds: w.s.Status != expired, text: fmt.Sprintf("discharged alive is asked, the discharge status is %d", w.s.Status)}
	case logic.OpAtLeast:
		return w.askAtLeast(k, fr)
	case logic.OpOccurs, logic.OpSum:
		return w.askCount(k, fr)
	}
	holds := k.N == int(fr.level) || k.N == logic.LevelOrMore && fr.level != NonCC
	text := "no secondary diagnosis counts as CC or MCC"
	if fr.level != NonCC {
		text = "the secondary diagnoses count as CC"
		if fr.level == MCC {
			text = "the secondary diagnoses count as MCC"
		}
	}
	return finding{holds: holds, text: text}
}

func statuses(set []int) string {
	var out []string
	for _, n := range set {
		out = append(out, strconv.Itoa(n))
	}
	return strings.Join(out, " or ")
}

func (w *slow) askAll(k *logic.Cond, fr frame) finding {
	out := finding{holds: true}
	var texts []string
	for i := range k.Kids {
		x := w.ask(&k.Kids[i], fr)
		if !x.holds {
			return x
		}
		if w.silent {
			continue
		}
		texts = append(texts, x.text)
		out.codes = append(out.codes, x.codes...)
		out.place = orPlace(out.place, x.place)
	}
	out.text = strings.Join(texts, "; and ")
	return out
}

func (w *slow) askOne(k *logic.Cond, fr frame) finding {
	var texts []string
	out := finding{}
	for i := range k.Kids {
		x := w.ask(&k.Kids[i], fr)
		if x.holds {
			return x
		}
		if w.silent {
			continue
		}
		if !slices.Contains(texts, x.text) {
			texts = append(texts, x.text)
		}
		out.place = orPlace(out.place, x.place)
	}
	out.text = strings.Join(texts, "; and ")
	return out
}

func (w *slow) names(lists []logic.ListID) string { return w.g.reader().of(lists).names }

func (w *slow) askDiagnoses(what role, lists []logic.ListID, from, to int) finding {
	for i := from; i < min(to, len(w.s.Diagnoses)); i++ {
		if w.diagnosis(i) == nil {
			continue
		}
		for _, id := range lists {
			if w.diagnosisIn(id, i) {
				if w.silent {
					return finding{holds: true}
				}
				code := w.s.Diagnoses[i].Code.String()
				return finding{true, roleNames[what] + " " + code + " in " + w.g.reader().names[id], w.g.l.Lists[id].Place, []string{code}}
			}
		}
	}
	if w.silent {
		return finding{}
	}
	return finding{text: w.g.reader().of(lists).lacking[what], place: w.placeOf(lists)}
}

func (w *slow) placeOf(lists []logic.ListID) logic.Place {
	if len(lists) == 0 {
		return logic.Place{}
	}
	return w.g.l.Lists[lists[0]].Place
}

func (w *slow) askProcedures(lists []logic.ListID, fr frame) finding {
	for _, id := range lists {
		for i := range w.s.Procedures {
			if w.listed(id, i, fr.f) && w.countsIn(i, fr.f, fr.mdc) {
				if w.silent {
					return finding{holds: true}
				}
				code := w.s.Procedures[i].Code
				return finding{true, "procedure " + code.String() + " in " + w.g.reader().names[id], w.g.l.Lists[id].Place, []string{code.String()}}
			}
		}
		for _, c := range w.satisfied {
			if slices.Contains(w.g.l.Lists[id].Clusters, uint16(c)) {
				if w.silent {
					return finding{holds: true}
				}
				codes := logic.ClusterCodes(w.g.l.Clusters[c].Codes)
				return finding{true, "procedures " + strings.Join(codes, " and ") + " together in " + w.g.reader().names[id], w.g.l.Lists[id].Place, codes}
			}
		}
	}
	if w.silent {
		return finding{}
	}
	text := w.g.reader().of(lists).lacking[procedure]
	for i, p := range w.s.Procedures {
		if c, ok := w.hiding(i, fr.f, fr.mdc); ok && slices.ContainsFunc(lists, func(id logic.ListID) bool { return w.listed(id, i, fr.f) }) {
			codes := strings.Join(logic.ClusterCodes(w.g.l.Clusters[c].Codes), " and ")
			text += "; " + p.Code.String() + " does not count by itself, " + codes + " count together"
			break
		}
	}
	return finding{text: text, place: w.placeOf(lists)}
}

func (w *slow) askOR(except []logic.ListID, extensive bool, f *logic.Family) finding {
	what := "operating-room procedure"
	if extensive {
		what = "extensive operating-room procedure"
	}
	outside := ""
	if len(except) > 0 {
		outside = " outside " + w.names(except)
	}
	inAny := func(i int) bool {
		for _, id := range except {
			if w.excepted(id, i, f) {
				return true
			}
		}
		return extensive && w.procedureIn(w.g.l.NonExtensive, i)
	}
	for i := range w.s.Procedures {
		if code := w.s.Procedures[i].Code; w.operatingRoom(i) && !inAny(i) {
			return finding{true, what + " " + code.String() + outside, w.placeOf(except), []string{code.String()}}
		}
	}
	for _, c := range w.satisfied {
		listed := false
		for _, id := range except {
			listed = listed || slices.Contains(w.g.l.Lists[id].Clusters, uint16(c))
		}
		if !listed {
			codes := logic.ClusterCodes(w.g.l.Clusters[c].Codes)
			return finding{true, what + " " + strings.Join(codes, " and ") + " together" + outside, w.g.l.Clusters[c].Place, codes}
		}
	}
	return finding{text: "no " + what + outside, place: w.placeOf(except)}
}

func (w *slow) askOnly(lists []logic.ListID) finding {
	for i := 1; i < len(w.s.Diagnoses); i++ {
		if w.diagnosis(i) == nil {
			continue
		}
		found := false
		for _, id := range lists {
			found = found || w.diagnosisIn(id, i)
		}
		if !found {
			code := w.s.Diagnoses[i].Code.String()
			return finding{false, "secondary diagnosis " + code + " is not in " + w.names(lists), w.placeOf(lists), []string{code}}
		}
	}
	return finding{holds: true, text: "no secondary diagnosis outside " + w.names(lists), place: w.placeOf(lists)}
}

func (w *slow) askAcross(lists []logic.ListID) finding {
	for _, pair := range [2][2]logic.ListID{{lists[0], lists[1]}, {lists[1], lists[0]}} {
		p := w.askDiagnoses(principalDiagnosis, pair[:1], 0, 1)
		s := w.askDiagnoses(secondaryDiagnosis, pair[1:], 1, len(w.s.Diagnoses))
		if p.holds && s.holds {
			return finding{true, p.text + "; and " + s.text, p.place, append(p.codes, s.codes...)}
		}
	}
	return finding{text: "not one of " + w.names(lists[:1]) + " and " + w.names(lists[1:]) + " as principal and the other as secondary diagnosis", place: w.placeOf(lists)}
}

func (w *slow) askAtLeast(k *logic.Cond, fr frame) finding {
	var found []string
	var codes []string
	for i := range k.Kids {
		if x := w.ask(&k.Kids[i], fr); x.holds {
			found = append(found, x.text)
			codes = append(codes, x.codes...)
		}
	}
	p := logic.Place{}
	k.Kids[0].EachList(func(id logic.ListID) {
		if p == (logic.Place{}) {
			p = w.g.l.Lists[id].Place
		}
	})
	text := fmt.Sprintf("%d of %d lists are asked, found are codes of %d", k.N, len(k.Kids), len(found))
	if len(found) > 0 {
		text += ": " + strings.Join(found, "; ")
	}
	return finding{len(found) >= k.N, text, p, codes}
}

func (w *slow) askCount(k *logic.Cond, fr frame) finding {
	n := 0
	var codes []string
	for i := range w.s.Procedures {
		if !w.countsIn(i, fr.f, fr.mdc) {
			continue
		}
		for at, id := range k.Lists {
			if w.counted(id, i, fr.f) {
				weight := 1
				if k.Op == logic.OpSum {
					weight = at + 1
				}
				n += weight
				if !w.silent {
					codes = append(codes, w.s.Procedures[i].Code.String())
				}
				break
			}
		}
	}
	if w.silent {
		return finding{holds: n >= k.N}
	}
	text := fmt.Sprintf("%d in %s are asked, found %d", k.N, w.names(k.Lists), n)
	if len(codes) > 0 {
		text += ": " + strings.Join(codes, ", ")
	}
	return finding{n >= k.N, text, w.placeOf(k.Lists), codes}
}
