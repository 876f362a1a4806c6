package drg

import (
	"github.com/medcode/medcode"
)

// A logic is the manual's logic with its wordings resolved: lists of codes,
// conditions over them, families of rows of conditions. Group and Explain
// evaluate it, each in its own way.
type logic struct {
	version string
	sha256  string // of the manual's files together
	files   []string

	drgs      []drgInfo // ordered by number
	lists     []list
	chapters  []chapter
	hoisted   []family // families that an erratum has tried for every principal diagnosis
	unrelated []family
	clusters  []cluster
	nonOR     [][]uint64 // combinations of procedures that are not O.R. together
	hacs      []hac
	errata    []string // names of the errata in force

	nonExtensive listID    // the O.R. procedures that are not extensive (Appendix F)
	logicCodes   []drgList // secondary diagnoses without level in DRGs (Appendix C part 3)
	logicLabels  []drgList // secondary diagnoses shown as excluded by the logic of DRGs

	diagnoses        []diagnosis  // ordered by code
	procedures       []procedure  // ordered by code
	diagnosisClasses [][]listID   // the lists that hold the codes of a class; index 0 is the empty one
	procedureClasses [][]listID   // the same for procedures
	collections      []collection // exclusions; index 0 is the empty one
	excluders        int          // how many classes of principal diagnoses the collections tell apart
}

type listID uint16

// A place is a line of the manual.
type place struct{ file, line uint32 }

// A list is a list of codes as the manual prints it.
type list struct {
	section string // the section of the family, normal; "" under none
	name    string // the heading
	place   place
	kind    listKind

	codes    []uint64 // ordered
	clusters []uint16 // indexes of logic.clusters
}

type listKind uint8

const (
	diagnosisList listKind = iota
	procedureList
)

// A cluster is a combination of procedures that counts as one.
type cluster struct {
	codes []uint64 // ordered
	mdcs  uint32   // bit per MDC in whose families it is listed, Pre-MDC excepted
	place place
}

type chapter struct {
	mdc         int
	title       string
	place       place
	assignment  listID // the principal diagnoses of the MDC
	entry       *cond  // what an MDC asks that takes stays of other MDCs (24 and 25)
	sex         medcode.Sex
	noUnrelated bool     // its O.R. stays don't go to the unrelated DRGs
	surgical    []family // in the order of Appendix D
	medical     []family // in the order of printing
	early       []int    // the medical families with beforeUnrelated; set by newGrouper
	asked       []uint64 // the lists without which no surgical family holds; nil if one may; set by newGrouper
}

// A family is a decision table.
type family struct {
	title           string
	place           place
	mdc             int
	surgical        bool
	beforeUnrelated bool // a medical family that takes O.R. stays before the unrelated DRGs
	base            cond
	rest            bool // takes what the families before it left
	columns         []string
	conds           []cond // what the cells of the rows ask
	rows            []row
	clusters        []uint16 // the clusters that its lists hold
	procedural      bool     // can't hold without a procedure; set by newGrouper
	errata          []uint8  // indexes of logic.errata that changed it
}

type row struct {
	drg          Number
	place        place
	cells        []cell
	hideSeverity bool // an erratum: the DRG is shown without severity
	showSeverity bool // an erratum: the DRG is shown as MCC with one
	asked        int  // how much the cells want to hold; set by newGrouper
}

// A cell asks that a condition holds, or that it doesn't.
type cell struct {
	column uint8
	cond   uint8
	yes    bool
}

// A cond is a condition on a stay.
type cond struct {
	op    op
	n     int      // of opAtLeast, opOccurs, opSum; the level of opSeverity
	lists []listID // what the codes are looked up in; what they must be outside of
	set   []int    // the values of opStatus
	kids  []cond
}

type op uint8

const (
	opTrue          op = iota
	opAnd              // all kids
	opOr               // a kid
	opNot              // not the kid
	opPrincipal        // the principal diagnosis is in a list
	opSecondary        // a secondary diagnosis is in a list
	opEither           // any diagnosis is in a list
	opProcedure        // a procedure or cluster is in a list
	opAnyOR            // an O.R. procedure or cluster that is in none of the lists
	opExtensive        // the same, and outside the non-extensive
	opOnlySecondary    // every recognised secondary diagnosis is in a list
	opAcross           // principal in the first list and secondary in the second, or the other way round
	opStatus           // the discharge status is in the set
	opAlive            // discharged alive
	opAtLeast          // n of the kids
	opOccurs           // n procedures in the lists, repetitions counted
	opSum              // n in all, a procedure in the list of index i counting i+1
	opSeverity         // level MCC (n=2), CC (1), or at least CC (3)
)

const levelOrMore = 3 // the n of opSeverity for "CC or MCC"

type drgInfo struct {
	number Number
	mdc    int
	kind   Kind
	title  string
	place  place
}

// A drgList applies the lists to a range of DRGs.
type drgList struct {
	first, last Number
	lists       []listID
	place       place
}

type hac struct {
	number     uint8
	title      string
	place      place
	secondary  listID
	additional listID // counts if a code of secondary is hospital-acquired
	procedures listID
	principal  listID
	has        hacLists
}

const maxHACs = 64 // as many as Group has bits for

// hacLists says which of the optional lists a hac has.
type hacLists struct{ additional, procedures, principal bool }

// A diagnosis is a code of ICD-10-CM that the version knows.
type diagnosis struct {
	code       uint64
	class      uint16 // the lists that hold it
	level      Level
	aliveOnly  bool   // its level holds for patients discharged alive
	retired    bool   // printed by the manual, but not in the code files
	collection uint16 // the principal diagnoses that take its level
	excluder   uint16 // its class as a principal diagnosis that takes levels
}

// A procedure is a code of ICD-10-PCS that the version knows.
type procedure struct {
	code    uint64
	class   uint16
	or      bool
	retired bool
}

// A collection is a set of classes of principal diagnoses.
type collection struct {
	number   uint16
	place    place
	excluder []uint16 // ordered
}
