package drg

import "github.com/medcode/medcode/drg/internal/logic"

// A short stay stands for a long one: of codes that the grouper takes as equal it
// has no more than the logic counts, in their order. Final assignments are the
// same, also after a single change, which [trial] makes to the short one.
type shortStay struct {
	diagnoses  []Diagnosis
	procedures []Procedure
	dx, px     []stand // for each code of the long stay
}

// A stand says what stands for a code.
type stand struct {
	at    int  // its index in the short stay
	alone bool // the grouping may be another one without it
	like  diagnosisLike
}

// keptAnyhow is how many diagnoses stay in any case: to have more than two
// diagnoses makes a difference in a hospital of unknown reporting status.
const keptAnyhow = 5

// A diagnosisLike is all that the grouper asks of a secondary diagnosis.
type diagnosisLike struct {
	known      bool
	class      uint16
	collection uint16
	level      Level
	aliveOnly  bool
	poa        POAVerdict
}

// likeOf returns what the grouper asks of a secondary diagnosis. Without a level,
// the principal diagnoses that take it make no difference; without a list of
// hospital-acquired conditions, the POA indicator makes none.
func (g *Grouper) likeOf(d Diagnosis) diagnosisLike {
	n := g.diagnosisTable.find(d.Code.Key())
	k := &g.diagnosisKinds[n]
	like := diagnosisLike{known: n != 0, class: k.class}
	if k.level != NonCC {
		like.level, like.aliveOnly, like.collection = k.level, k.aliveOnly, k.collection
		if g.hacsOf[k.class] != 0 {
			like.poa = readPOA(d.POA)
		}
	}
	return like
}

// shorten returns the short stay of s.
func (g *Grouper) shorten(s *Stay) shortStay {
	out := shortStay{dx: make([]stand, len(s.Diagnoses)), px: make([]stand, len(s.Procedures))}
	counts := make(map[diagnosisLike]int)
	first := make(map[diagnosisLike]int)
	for i, d := range s.Diagnoses {
		x := &out.dx[i]
		if i > 0 {
			x.like = g.likeOf(d)
			counts[x.like]++
		}
		at, seen := first[x.like]
		if i == 0 || !seen || i < keptAnyhow {
			at = len(out.diagnoses)
			out.diagnoses = append(out.diagnoses, d)
			if i > 0 && !seen {
				first[x.like] = at
			}
		}
		x.at = at
	}
	for i := range out.dx {
		out.dx[i].alone = counts[out.dx[i].like] == 1 || len(s.Diagnoses) <= keptAnyhow
	}

	type procedureLike struct {
		kind uint16
		code uint64 // of what a combination has
	}
	most, combined := g.mostCounted(), g.combined()
	places := make(map[procedureLike][]int)
	likes := make([]procedureLike, len(s.Procedures))
	for i, p := range s.Procedures {
		likes[i].kind = g.procedureTable.find(p.Code.Key())
		if c := p.Code.Key(); combined[c] {
			likes[i].code = c
		}
		all := places[likes[i]]
		out.px[i].at = -1
		if len(all) <= most { // one more than is counted
			out.px[i].at = len(out.procedures)
			out.procedures = append(out.procedures, p)
			places[likes[i]] = append(all, i)
		}
	}
	for i := range out.px {
		out.px[i].alone = len(places[likes[i]]) <= most
	}
	return out
}

// whole returns s as a short stay that has all of it.
func whole(s *Stay) shortStay {
	out := shortStay{diagnoses: s.Diagnoses, procedures: s.Procedures, dx: make([]stand, len(s.Diagnoses)), px: make([]stand, len(s.Procedures))}
	for i := range out.dx {
		out.dx[i] = stand{at: i, alone: true}
	}
	for i := range out.px {
		out.px[i] = stand{at: i, alone: true}
	}
	return out
}

// mostCounted returns the most procedures of some lists that a condition asks for.
func (g *Grouper) mostCounted() int {
	most := 1
	count := func(k *logic.Cond) {
		if k.Op == logic.OpOccurs || k.Op == logic.OpSum {
			most = max(most, k.N)
		}
	}
	g.l.EachFamily(func(f *logic.Family) { f.EachCond(count) })
	for i := range g.l.Chapters {
		if k := g.l.Chapters[i].Entry; k != nil {
			k.EachOp(count)
		}
	}
	return most
}

// combined returns the codes of which combinations are made.
func (g *Grouper) combined() map[uint64]bool {
	all := map[uint64]bool{}
	for _, c := range g.l.Clusters {
		for _, code := range c.Codes {
			all[code] = true
		}
	}
	for _, codes := range g.l.NonOR {
		for _, code := range codes {
			all[code] = true
		}
	}
	return all
}
