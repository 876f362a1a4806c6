package drg

// work is what Group notes of a stay while it looks at it.
type work struct {
	g *Grouper
	s *Stay

	dx []diagnosisFacts
	px []procedureFacts

	principal []uint64 // the lists that hold the principal diagnosis
	secondary []uint64 // the lists that hold a secondary diagnosis
	procedure []uint64 // the lists that hold a procedure or a satisfied cluster
	family    []uint64 // the same for a family in which clusters take their members away
	lists     []uint64 // one of the two, the one that counts now
	hidden    bool     // lists is family, and procedureFacts.hidden holds

	severe    []int          // the secondary diagnoses that have a level by themselves
	treated   bool           // there is a procedure that the version knows
	clusters  []uint16       // the satisfied clusters
	level     Level          // the highest level of the secondary diagnoses
	places    map[uint64]int // of many procedures, where each code stands first; nil of few
	force     bool           // WhatIf asks for the level forced
	forced    Level
	badStatus bool   // the logic asked for a discharge status that isn't valid
	badLevel  bool   // a secondary diagnosis did: its level holds for patients discharged alive
	noted     []note // the marks of hospital-acquired conditions
}

type diagnosisFacts struct {
	kind     uint16 // of the grouper's diagnosisKinds; 0 when the version doesn't know the code
	excluded bool   // the principal diagnosis takes its level
	level    Level  // what counts of its level
	met      bool   // hospital-acquired
}

type procedureFacts struct {
	kind    uint16 // of the grouper's procedureKinds
	or      bool   // an O.R. procedure that no combination makes non-O.R.
	shownOR bool
	hidden  bool // a satisfied cluster takes it away from the family
}

func (w *work) kindOf(i int) *diagnosisKind { return &w.g.diagnosisKinds[w.dx[i].kind] }

// codeOf returns the code of procedure i.
func (w *work) codeOf(i int) uint64 { return w.s.Procedures[i].Code.Key() }

func (w *work) listsOfDiagnosis(i int) []uint64 {
	return w.g.dx.of(w.g.diagnosisBits, w.g.diagnosisKinds[w.dx[i].kind].class)
}

func (w *work) listsOfProcedure(i int) []uint64 {
	return w.g.px.of(w.g.procedureBits, w.g.procedureKinds[w.px[i].kind].class)
}

func (w *work) listsOfCluster(c uint16) []uint64 { return w.g.px.of(w.g.clusterBits, c) }

// load looks up the codes of s.
func (w *work) load(g *Grouper, s *Stay) {
	w.g, w.s = g, s
	w.badStatus, w.badLevel, w.hidden = false, false, false
	w.dx = resize(w.dx, len(s.Diagnoses))
	w.px = resize(w.px, len(s.Procedures))
	w.secondary = zero(w.secondary, g.dx.words)
	w.procedure = zero(w.procedure, g.px.words)
	w.family = resize(w.family, g.px.words)
	w.lists = w.procedure

	// All look-ups first: they miss the cache, and the processor overlaps them.
	for i := range s.Diagnoses {
		w.dx[i] = diagnosisFacts{kind: g.diagnosisTable.find(s.Diagnoses[i].Code.Key())}
	}
	for i := range s.Procedures {
		w.px[i] = procedureFacts{kind: g.procedureTable.find(s.Procedures[i].Code.Key())}
	}
	w.loadDiagnoses()
	w.loadProcedures()
}

func zero(s []uint64, n int) []uint64 {
	s = resize(s, n)
	clear(s)
	return s
}

func set(to, bits []uint64) {
	to = to[:len(bits)]
	for i, b := range bits {
		to[i] |= b
	}
}

// loadDiagnoses gathers the lists of the secondary diagnoses and finds what counts
// of their levels (Appendix C parts 1 and 2). Hardly a branch can be foretold
// here, so that there are few.
func (w *work) loadDiagnoses() {
	w.severe, w.level = resize(w.severe, len(w.dx)), NonCC
	g, dx, secondary := w.g, w.dx, w.secondary
	w.principal = g.dx.of(g.diagnosisBits, 0)
	if len(dx) == 0 {
		return
	}
	w.principal = w.listsOfDiagnosis(0)
	excludes := g.excludes.row(w.kindOf(0).excluder)
	n, level := 0, NonCC
	for i := 1; i < len(dx); i++ {
		d, k := &dx[i], &g.diagnosisKinds[dx[i].kind]
		bits := g.diagnosisBits[int(k.class)*len(secondary):][:len(secondary)]
		for j, b := range bits {
			secondary[j] |= b
		}
		w.severe[n] = i
		severe := bit(k.level != NonCC)
		n += int(severe)
		excluded := severe & excludes.takes(k.collection)
		d.excluded = excluded != 0
		d.level = k.level & (Level(excluded) - 1)
		if k.aliveOnly && severe > excluded {
			w.badLevel = w.badLevel || !w.validStatus()
			if w.s.Status == expired {
				d.level = NonCC
			}
		}
		level = max(level, d.level)
	}
	w.severe, w.level = w.severe[:n], level
}

func (w *work) validStatus() bool {
	s := w.s.Status
	return s >= 0 && s < len(validStatus) && validStatus[s]
}

// needStatus notes if the discharge status, which the logic asks for, isn't valid.
func (w *work) needStatus() { w.badStatus = w.badStatus || !w.validStatus() }

// loadProcedures finds the lists of the procedures, the satisfied clusters, and
// the combinations that take the O.R. flag from their members (Appendix E).
func (w *work) loadProcedures() {
	w.treated = false
	w.clusters, w.places = w.clusters[:0], nil
	combined := false
	for i := range w.px {
		p := &w.px[i]
		if p.kind == 0 {
			p.shownOR = w.g.before42
			continue
		}
		k := &w.g.procedureKinds[p.kind]
		w.treated = true
		p.or, p.shownOR = k.or, k.or
		set(w.procedure, w.g.px.of(w.g.procedureBits, k.class))
		combined = combined || k.begins != 0
	}
	if combined {
		w.findClusters()
	}
}

// manyProcedures is how many procedures a stay has whose codes are looked up by
// place in a map: codes of a shorter one are found sooner one by one.
const manyProcedures = 64

func (w *work) findClusters() {
	if len(w.px) > manyProcedures {
		w.places = make(map[uint64]int, len(w.px))
		for i := range w.px {
			if c := w.codeOf(i); w.px[i].kind != 0 {
				if _, twice := w.places[c]; !twice {
					w.places[c] = i
				}
			}
		}
	}
	for i := range w.px {
		k := &w.g.procedureKinds[w.px[i].kind]
		if k.begins == 0 || w.repeats(i) {
			continue
		}
		begins := &w.g.begins[k.begins]
		if len(w.px) < begins.least {
			continue
		}
		for _, c := range begins.clusters {
			if w.haveAll(w.g.l.Clusters[c].Codes[1:]) {
				w.clusters = append(w.clusters, c)
				set(w.procedure, w.listsOfCluster(c))
			}
		}
		for _, c := range begins.nonOR {
			if codes := w.g.l.NonOR[c]; w.haveAll(codes[1:]) {
				w.clearOR(codes)
			}
		}
	}
}

// repeats reports whether procedure i stands before i, too.
func (w *work) repeats(i int) bool {
	if w.places != nil {
		return w.places[w.codeOf(i)] < i
	}
	for j := range i {
		if w.s.Procedures[j].Code == w.s.Procedures[i].Code {
			return true
		}
	}
	return false
}

// haveAll reports whether the stay has the codes, as procedures that the version
// knows.
func (w *work) haveAll(codes []uint64) bool {
next:
	for _, c := range codes {
		if w.places != nil {
			if _, has := w.places[c]; !has {
				return false
			}
			continue
		}
		for i := range w.px {
			if w.codeOf(i) == c && w.px[i].kind != 0 {
				continue next
			}
		}
		return false
	}
	return true
}

func (w *work) clearOR(codes []uint64) {
	for i := range w.px {
		if containsCode(codes, w.codeOf(i)) {
			w.px[i].or = false
		}
	}
}

func containsCode(s []uint64, v uint64) bool {
	for _, x := range s {
		if x == v {
			return true
		}
	}
	return false
}
