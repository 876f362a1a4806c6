package mce

import (
	"math/bits"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// Dates that the editor's behaviour turns on and its table does not hold.
var (
	unknownSexAllowed = medcode.NewDate(2024, 10, 1) // from then on a record may leave the sex open
	pancreasAlone     = medcode.NewDate(2006, 4, 26) // from then on type 1 diabetes excuses a pancreas transplant
)

// Edit returns the editor's answer to a record.
func (r *Release) Edit(rec *Record) Answer {
	var a Answer
	r.EditInto(&a, rec)
	return a
}

// EditInto is Edit into an answer used before, whose memory it takes over.
func (r *Release) EditInto(a *Answer, rec *Record) {
	*a = Answer{
		Version:    r.version,
		Diagnoses:  fit(a.Diagnoses, len(rec.Diagnoses)),
		Procedures: fit(a.Procedures, len(rec.Procedures)),
		flags:      a.flags,
	}
	if rec.Discharge.IsZero() || !r.dates.Contains(rec.Discharge) {
		a.Type = InvalidDischargeDate
		return
	}
	e := editing{release: r, rec: rec, answer: a}
	e.lookUp()
	e.claim()
	for i, f := range e.diagnoses {
		e.mark(&a.Diagnoses[i], e.diagnosis(i, f))
	}
	e.conditions()
	for i, f := range e.procedures {
		e.mark(&a.Procedures[i], e.procedure(i, f))
	}
	if a.counts[Bilateral] > 0 {
		a.counts[Bilateral] = 1
	}
	a.Type = typeOf(e.all)
}

// fit returns n empty sets, in the memory of s where it is enough.
func fit(s []Edits, n int) []Edits {
	if cap(s) < n {
		return make([]Edits, n, n+n/2)
	}
	s = s[:n]
	clear(s)
	return s
}

// An editing is one record on its way through the editor.
type editing struct {
	release *Release
	rec     *Record
	answer  *Answer
	all     Edits // that have been counted

	diagnoses, procedures []Flags // of each code, on the day of discharge
	anyDx, anySecondary   Flags   // of all diagnoses, of all but the first
	anyPx                 Flags   // of all procedures

	wrongAge, wrongSex Flags // of a code that contradicts the patient's age or sex

	// Of a procedure, in the company of this claim's codes:
	nonCovered, limited Flags // that make it non-covered, that limit its coverage
	nonspecificOR       bool  // its being nonspecific is an edit
	bilateral           bool  // its being bilateral is an edit
}

// lookUp finds the flags of every code on the day of discharge.
func (e *editing) lookUp() {
	diagnoses, procedures := ICD10Diagnoses, ICD10Procedures
	if e.rec.ICD == rules.ICD9 {
		diagnoses, procedures = ICD9Diagnoses, ICD9Procedures
	}
	on, n := e.rec.Discharge, len(e.rec.Diagnoses)
	flags := e.answer.flags[:0]
	dx := e.release.table(diagnoses)
	for i, code := range e.rec.Diagnoses {
		f := dx.at(keyOf(code), on)
		flags = append(flags, f)
		e.anyDx |= f
		if i > 0 {
			e.anySecondary |= f
		}
	}
	for _, code := range e.rec.Procedures {
		f := e.release.table(procedures).at(keyOf(code), on)
		flags = append(flags, f)
		e.anyPx |= f
	}
	e.answer.flags, e.diagnoses, e.procedures = flags, flags[:n:n], flags[n:]
}

// mark gives a code its edits and counts them.
func (e *editing) mark(at *Edits, s Edits) {
	*at = s
	e.all |= s
	for ; s != 0; s &= s - 1 {
		e.answer.counts[bits.TrailingZeros64(uint64(s))]++
	}
}

// claim makes the edits of the claim as a whole.
func (e *editing) claim() {
	rec, on := e.rec, e.rec.Discharge
	var s Edits
	if rec.Age < 0 || rec.Age > 124 {
		s |= 1 << InvalidAge
	}
	if rec.Age != Unknown {
		for i := range e.release.ages {
			if a := &e.release.ages[i]; a.Period.Contains(on) && (rec.Age < a.From || rec.Age > a.To) {
				e.wrongAge |= ageGroup(a.Group)
			}
		}
	}
	if rec.Sex != medcode.Male {
		e.wrongSex |= male
	}
	if rec.Sex != medcode.Female {
		e.wrongSex |= female
	}
	if rec.Sex > medcode.Female || rec.Sex == medcode.SexUnknown && on.Before(unknownSexAllowed) {
		s |= 1 << InvalidSex
	}
	if !e.release.hasStatus(rec.Status, on) {
		s |= 1 << InvalidDischargeStatus
	}
	e.mark(&e.answer.Claim, s|e.admitting())
}

// admitting marks the admitting diagnosis and returns what counts of it.
func (e *editing) admitting() Edits {
	if isBlank(e.rec.Admitting) {
		return 0
	}
	list := ICD10Diagnoses
	if e.rec.ICD == rules.ICD9 {
		list = ICD9Diagnoses
	}
	f := e.release.table(list).at(keyOf(e.rec.Admitting), e.rec.Discharge)
	if f == 0 {
		e.answer.Admitting = 1 << InvalidAdmitting
		return 1 << InvalidAdmitting
	}
	e.answer.Admitting = e.conflicts(f)
	return 0
}

// ageGroup returns the flag of the diagnoses in an age group, 0 for none.
func ageGroup(name string) Flags {
	switch name {
	case "Newborn":
		return newborn
	case "Pediatric":
		return pediatric
	case "Maternity":
		return maternity
	case "Adult":
		return adult
	}
	return 0
}

func (r *Release) hasStatus(code int, on medcode.Date) bool {
	for i := range r.statuses {
		if s := &r.statuses[i]; s.Code == code && s.Period.Contains(on) {
			return true
		}
	}
	return false
}

// conflicts returns the edits of a code that contradicts the patient.
func (e *editing) conflicts(f Flags) Edits {
	return when(f&e.wrongAge != 0, AgeConflict) | when(f&e.wrongSex != 0, SexConflict)
}

// when returns the set of edit if ok, else the empty set.
func when(ok bool, edit Edit) Edits {
	if ok {
		return 1 << edit
	}
	return 0
}

// Flags of a diagnosis that are no edit wherever it stands and whoever the
// patient is.
const plainDiagnosis = known | delout | diabtypeI | clintrial | mdc08 | cc | ncov2agelt64 | ncov2agelt78 |
	ncov4 | ncov5 | ncov89 | ncov2 | ncov3 | ncov6 | ncov7 | ncovZ302

// diagnosis returns the edits of diagnosis i, which has the given flags.
func (e *editing) diagnosis(i int, f Flags) Edits {
	principal := i == 0
	var s Edits
	if !principal && e.rec.Diagnoses[i] == e.rec.Diagnoses[0] {
		s = 1 << DuplicateOfPrincipal
	}
	if f&^plainDiagnosis == 0 {
		if f == 0 && (principal || !isBlank(e.rec.Diagnoses[i])) {
			s |= 1 << InvalidCode
		}
		return s
	}
	s |= e.conflicts(f) | when(f&wrngproc != 0, WrongProcedure) | when(f&unspecified != 0, Unspecified) | when(f&msp != 0, SecondaryPayer)
	if !principal {
		return s
	}
	if f&reqsdx != 0 {
		s |= when(len(e.rec.Diagnoses) == 1, RequiresSecondary)
	} else {
		s |= when(f&unacceptable != 0, UnacceptablePrincipal)
	}
	return s | when(f&ecodepdx != 0, ExternalCauseAsPrincipal) | when(f&manifestation != 0, ManifestationAsPrincipal) |
		when(f&qadm != 0, QuestionableAdmission) | when(f&nonspecific != 0 && e.rec.Status != died, NonspecificPrincipal)
}

const died = 20 // patient discharge status

// conditions decides, from the company a procedure keeps, which of its flags
// make an edit: Definitions of Medicare Code Edits, chapter 1, edits 10, 11, 13
// and 17, and for ICD-9 the editions up to v33.
func (e *editing) conditions() {
	if e.anyPx&^known == 0 {
		return
	}
	dx, px := e.anyDx, e.anyPx
	e.limited = lcov | lcovHeartLung | lcovHeartSystem | lcovHeart | lcovIntestine | lcovKidney | lcovLiver |
		lcovLung | lcovLungReduction | lcovPancreas
	e.nonCovered = noncovered
	e.deny(ncov2, !e.excusedByAge())
	e.deny(ncov3, dx&ncov3 == 0)
	e.deny(ncov45, !e.pancreasCovered())
	e.nonCovered |= px & dx & (ncov6 | ncov7 | ncovZ302)
	e.deny(ncov8, px&ncov9 == 0 || e.anySecondary&ncov89 == 0)
	e.deny(ncov12agele60, e.rec.Age != Unknown && (e.rec.Age < 0 || e.rec.Age > 60))
	e.deny(ncov13a, px&ncov13b == 0)
	hearts := px & artHeart
	if both := artHeartA | artHeartB; px&both == both {
		hearts |= both
	}
	if dx&clintrial != 0 {
		e.limited |= hearts
	} else {
		e.nonCovered |= hearts
	}
	e.procedurePairs()
}

// deny makes procedures with the flags non-covered if ok.
func (e *editing) deny(flags Flags, ok bool) {
	if ok {
		e.nonCovered |= flags
	}
}

// excusedByAge reports whether a diagnosis, and an age where it asks for one,
// make a procedure flagged ncov2 covered.
func (e *editing) excusedByAge() bool {
	age := e.rec.Age
	switch {
	case e.anyDx&ncov2 != 0:
		return true
	case age == Unknown:
		return e.anyDx&(ncov2agelt64|ncov2agelt78) != 0
	case e.anyDx&ncov2agelt64 != 0:
		return age >= 0 && age < 64
	case e.anyDx&ncov2agelt78 != 0:
		return age >= 0 && age < 78
	}
	return false
}

// pancreasCovered reports whether the claim has what makes a pancreas
// transplant covered: a kidney transplant or type 1 diabetes, and before April
// 26, 2006 two diagnoses, one of each of two lists.
func (e *editing) pancreasCovered() bool {
	if e.rec.Discharge.Before(pancreasAlone) {
		return e.anyDx&ncov4 != 0 && e.anyDx&ncov5 != 0
	}
	return e.anyPx&kidneyxp != 0 || e.anyDx&diabtypeI != 0
}

// procedurePairs decides the ICD-9 edits that compare procedures.
func (e *editing) procedurePairs() {
	e.nonspecificOR = e.anyPx&nonspecific != 0
	for _, f := range e.procedures {
		if f&orProcedure != 0 && f&nonspecific == 0 {
			e.nonspecificOR = false
		}
	}
	if e.anyPx&bilateral == 0 || len(e.diagnoses) == 0 || e.diagnoses[0]&mdc08 == 0 {
		return
	}
	var one key
	for i, f := range e.procedures {
		if f&bilateral == 0 {
			continue
		}
		k := keyOf(e.rec.Procedures[i])
		e.bilateral = e.bilateral || one != 0 && k != one
		one = k
	}
}

// procedure returns the edits of procedure i, which has the given flags.
func (e *editing) procedure(i int, f Flags) Edits {
	if f&^known == 0 {
		return when(f == 0 && !isBlank(e.rec.Procedures[i]), InvalidCode)
	}
	s := e.conflicts(f) |
		when(f&(csect|vagdel) != 0 && e.anySecondary&delout == 0, QuestionableObstetric) |
		when(f&los != 0 && e.shortStay(), InconsistentLengthOfStay) |
		when(f&nonspecific != 0 && e.nonspecificOR, NonspecificOR) |
		when(f&bilateral != 0 && e.bilateral, Bilateral) |
		when(f&biopsy != 0, OpenBiopsy)
	if f&e.nonCovered != 0 {
		return s | 1<<NonCovered
	}
	if f&e.limited != 0 {
		s |= limitedCoverage(f & e.limited)
	}
	return s
}

// shortStay reports whether the stay is too short for prolonged ventilation.
func (e *editing) shortStay() bool {
	least := 5
	if e.rec.ICD == rules.ICD9 {
		least = 4
	}
	return e.rec.LengthOfStay != Unknown && e.rec.LengthOfStay < least
}

// limitedCoverage returns the edits of procedure flags that limit coverage. In
// ICD-9 each organ has its own.
func limitedCoverage(f Flags) Edits {
	return when(f&(lcov|artHeartA|artHeartB) != 0, LimitedCoverage) |
		when(f&artHeart != 0, LimitedArtificialHeart) |
		when(f&lcovHeartLung != 0, LimitedHeartLungTransplant) |
		when(f&lcovHeartSystem != 0, LimitedHeartImplant) |
		when(f&lcovHeart != 0, LimitedHeartTransplant) |
		when(f&lcovIntestine != 0, LimitedIntestineTransplant) |
		when(f&lcovKidney != 0, LimitedKidneyTransplant) |
		when(f&lcovLiver != 0, LimitedLiverTransplant) |
		when(f&lcovLung != 0, LimitedLungTransplant) |
		when(f&lcovLungReduction != 0, LimitedLungVolumeReduction) |
		when(f&lcovPancreas != 0, LimitedPancreasTransplant)
}
