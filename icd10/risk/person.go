package risk

import (
	"math/bits"
	"regexp"
	"slices"
	"strconv"
)

// A set is a set of categories of a model, by their places in its list.
type set [4]uint64

func (s *set) add(i uint8) { s[i>>6] |= 1 << (i & 63) }

func (s *set) has(i uint8) bool { return s[i>>6]>>(i&63)&1 == 1 }

func (s *set) drop(t *set) {
	for i := range s {
		s[i] &^= t[i]
	}
}

func (s *set) meets(t *set) bool {
	return s[0]&t[0]|s[1]&t[1]|s[2]&t[2]|s[3]&t[3] != 0
}

func (s *set) and(t *set) (n int) {
	for i := range s {
		n += bits.OnesCount64(s[i] & t[i])
	}
	return n
}

// each calls fn with the places in s, ascending.
func (s *set) each(fn func(uint8)) {
	for w, x := range s {
		for ; x != 0; x &= x - 1 {
			fn(uint8(w<<6 | bits.TrailingZeros64(x)))
		}
	}
}

// most categories that a set holds.
const mostCategories = 256

// The variables that a program is given about a person.
const (
	inAge = iota
	inSex // 1 male, 2 female
	inOREC
	inLTIMcaid
	inNEMcaid
	inMcaid
	inFullDual
	inPartialDual
	inLTI
	inESRD
	inputs
)

var inputNames = map[string]int{"AGEF": inAge, "AGE": inAge, "&AGE": inAge, "&AGERTI": inAge, "SEX": inSex, "&SEX": inSex, "OREC": inOREC, "LTIMCAID": inLTIMcaid, "NEMCAID": inNEMcaid,

	"MCAID": inMcaid, "FBDUAL": inFullDual, "PBDUAL": inPartialDual, "LTI": inLTI, "ESRD": inESRD}

// The bands of age of the cells, by their first ages (macros AGESEXV2 and
// AGESEXV4, arrays CELL and NECELL): new enrollees of 65 to 69 have a cell for
// each year.
var (
	bands   = []int{0, 35, 45, 55, 60, 65, 70, 75, 80, 85, 90, 95}
	neBands = []int{0, 35, 45, 55, 60, 65, 66, 67, 68, 69, 70, 75, 80, 85, 90, 95}
)

// cells is how many cells there are: of women and men, continuing and new.
const cells = 2*12 + 2*16

// bandOf returns the number of the band of an age.
func bandOf(bands []int, age int) int {
	i, found := slices.BinarySearch(bands, age)
	if !found {
		i--
	}
	return max(i, 0)
}

var cellName = regexp.MustCompile(`^(NE)?([FM])(\d+)(?:_(\d+|GT))?$`)

// cellOf returns the number of a cell by its name, "F65_69", "NEM66".
func cellOf(name string) (int, bool) {
	m := cellName.FindStringSubmatch(name)
	if m == nil {
		return 0, false
	}
	first, _ := strconv.Atoi(m[3])
	of, base := bands, 0
	if m[1] != "" {
		of, base = neBands, 24
	}
	i, found := slices.BinarySearch(of, first)
	last := ""
	switch {
	case i+1 >= len(of):
		last = "GT"
	case of[i+1] > first+1:
		last = strconv.Itoa(of[i+1] - 1)
	}
	if !found || m[4] != last {
		return 0, false
	}
	if m[2] == "M" {
		i += len(of)
	}
	return base + i, true
}

// A person is what the nodes are asked about.
type person struct {
	in       [inputs]float64
	cats     set
	cell, ne int     // the cells, -1 for none
	sum      float64 // of the terms, where a final score is asked for
}

// place finds the cells once the age is known. At 64 and entitled by age, a new
// enrollee has the cell of 65 (AGESEXV2, NE_AGESEX).
func (p *person) place() {
	age, male := int(p.in[inAge]), 0
	if p.in[inSex] == 1 {
		male = 1
	}
	p.cell = int(bandTable[age]) + male*len(bands)
	if age == 64 && p.in[inOREC] == 0 {
		age = 65
	}
	p.ne = 24 + int(neBandTable[age]) + male*len(neBands)
}

// The bands of all ages.
var bandTable, neBandTable = tableOf(bands), tableOf(neBands)

func tableOf(bands []int) (t [oldest + 1]uint8) {
	for age := range t {
		t[age] = uint8(bandOf(bands, age))
	}
	return t
}
