package manual

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// appendices are the readers of the appendices by the beginning of their title
// behind the letter, of which the list of hospital-acquired conditions has had two.
var appendices = []struct {
	title string
	read  func(*parser, string)
}{
	{"List", (*parser).appendixA},
	{"Diagnosis", (*parser).appendixB},
	{"Complications", (*parser).appendixC},
	{"MS-DRG Surgical", (*parser).appendixD},
	{"Operating", (*parser).appendixE},
	{"Unrelated", (*parser).appendixF},
	{"Diagnoses Defined as Complications", (*parser).appendixG},
	{"Diagnoses Defined as Major", (*parser).appendixH},
	{"Hospital", (*parser).appendixHAC},
}

// lines calls f for each line up to the next title; f reports whether the line
// is one of the appendix's own, and otherwise it is a note.
func (p *parser) lines(f func() bool) {
	for p.next() {
		if isDouble(p.trim) {
			p.unread()
			return
		}
		if !f() {
			p.note()
		}
	}
}

func (p *parser) note() {
	p.m.Notes = append(p.m.Notes, Note{p.place(), fold(p.trim)})
}

var versionIn = regexp.MustCompile(`(?i)\bv(?:ersion)?[ .]*([0-9]+(?:\.[0-9]+)?)`)

// appendixA reads "020 01  P  Intracranial …".
func (p *parser) appendixA(title string) {
	if v := versionIn.FindStringSubmatch(title); v != nil {
		p.m.Version = strings.TrimSuffix(v[1], ".0")
	}
	p.m.versions = append(p.m.versions, p.m.Version)
	p.lines(func() bool {
		if len(p.raw) < 12 || !digits(p.raw[:3]) {
			return false
		}
		mdc := strings.TrimSpace(p.raw[3:7])
		kind := p.raw[8]
		d := DRG{Place: p.place(), Surgical: kind == 'P', Title: fold(strings.TrimSpace(p.raw[9:]))}
		d.Number, _ = strconv.Atoi(p.raw[:3])
		if mdc != "" {
			d.MDC, _ = strconv.Atoi(mdc)
		}
		if mdc != "" && !digits(mdc) || kind != 'P' && kind != 'M' && d.Number < 998 {
			p.odd(KindDRGLine, "a line of Appendix A that is not DRG, MDC, P or M, title")
		}
		p.m.DRGs = append(p.m.DRGs, d)
		return true
	})
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// use reads the MDC and DRGs of an index line, "05  276-277 Cardiac …", also
// with "Pre" for the MDC.
func (p *parser) use(s string) (mdc int, drgs []Range, rest string, ok bool) {
	name, rest, _ := strings.Cut(s, " ")
	if name != "Pre" {
		if len(name) != 2 || !digits(name) {
			return 0, nil, "", false
		}
		mdc, _ = strconv.Atoi(name)
	}
	list, rest, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
	if len(p.ranges)+strings.Count(list, ",") >= cap(p.ranges) {
		p.ranges = make([]Range, 0, 1024+strings.Count(list, ","))
	}
	n := len(p.ranges)
	if p.ranges, ok = ranges(p.ranges, list); !ok {
		p.ranges = p.ranges[:n]
		return mdc, nil, strings.TrimSpace(rest), false
	}
	return mdc, p.ranges[n:len(p.ranges):len(p.ranges)], strings.TrimSpace(rest), true
}

// ranges appends the ranges of a text like "928-929,934" to out.
func ranges(out []Range, s string) ([]Range, bool) {
	for part := range strings.SplitSeq(s, ",") {
		lo, hi, both := strings.Cut(part, "-")
		if !both {
			hi = lo
		}
		if len(lo) != 3 || len(hi) != 3 || !digits(lo) || !digits(hi) {
			return out, false
		}
		a, _ := strconv.Atoi(lo)
		b, _ := strconv.Atoi(hi)
		out = append(out, Range{a, b})
	}
	return out, true
}

// index reads the lines of an index of codes, in which a line without a code
// continues the one before it. stop ends it.
func (p *parser) index(list []IndexEntry, stop func() bool) []IndexEntry {
	list = slices.Grow(list, p.codes())
	var last IndexEntry
	p.lines(func() bool {
		if stop() {
			return true
		}
		rest := p.trim
		it, plus, r, first := p.item()
		if first = first && !it.And; first {
			if strings.HasPrefix(r, "Dx ") { // "I10 Dx" heads the column of codes
				return false
			}
			last = IndexEntry{Item: it, Cluster: plus}
			rest = r
		} else if last.Code == "" || p.raw[0] != ' ' {
			return p.stray(last.Code != "")
		}
		e := last
		e.Line = p.n
		if mdc, drgs, text, ok := p.use(rest); ok {
			e.MDC, e.DRGs, e.Text = mdc, drgs, text
		} else if first {
			e.MDC, e.Text = -1, rest
		} else {
			return p.stray(true)
		}
		list = append(list, e)
		return true
	})
	return list
}

// codes returns how many lines up to the next title begin with a code's first
// character or with blanks.
func (p *parser) codes() (n int) {
	for line := range strings.SplitSeq(p.text, "\n") {
		switch {
		case line == "":
		case line[0] == ':' || line[0] == '=':
			return n
		case 'A' <= line[0] && line[0] <= 'Z' || '0' <= line[0] && line[0] <= '9' || line[0] == ' ':
			n++
		}
	}
	return n
}

func (p *parser) appendixB(string) {
	p.m.Diagnoses = p.index(p.m.Diagnoses, func() bool { return false })
}

func (p *parser) appendixC(string) {
	part := 1
	p.lines(func() bool {
		switch {
		case p.begins("appendix c part 1"):
			return true
		case p.begins("appendix c part 2"):
			part = 2
			return true
		case strings.Contains(p.trim, "/") && strings.Contains(strings.ToLower(p.trim), "cc/mcc severity exclusions in select ms-drgs"):
			part = 3
			return true
		case p.begins("pdx collection "):
			n, err := strconv.Atoi(strings.TrimSpace(p.trim[len("pdx collection "):]))
			if err != nil {
				return false
			}
			c := Collection{Place: p.place(), Number: n}
			c.Items = p.items(nil)
			p.m.Exclusions = append(p.m.Exclusions, c)
			return true
		}
		switch part {
		case 1:
			return p.severity()
		case 2:
			if _, _, _, ok := p.item(); !ok {
				return false
			}
			p.unread()
			p.m.AliveOnly = p.items(p.m.AliveOnly)
			return true
		}
		return p.logicCodes()
	})
}

// severity reads " A000    CC  05 0002:3 codes     Cholera …" or one with
// "No Excl" for the collection.
func (p *parser) severity() bool {
	it, _, rest, ok := p.item()
	if !ok || strings.HasPrefix(rest, "Dx ") { // "I10 Dx" heads the column of codes
		return false
	}
	s := Severity{Place: p.place(), Code: it.Code}
	level, rest, _ := strings.Cut(rest, " ")
	s.Major = level == "MCC"
	ok = s.Major || level == "CC"
	for ok {
		var word string
		word, rest, _ = strings.Cut(strings.TrimLeft(rest, " "), " ")
		if number, count, found := strings.Cut(word, ":"); found {
			var err1, err2 error
			s.Collection, err1 = strconv.Atoi(number)
			s.Count, err2 = strconv.Atoi(strings.ReplaceAll(count, ",", ""))
			ok = err1 == nil && err2 == nil
			break
		}
		if strings.EqualFold(word, "No") || strings.EqualFold(word, "NoExcl") {
			break
		}
		for w := range strings.SplitSeq(strings.TrimSuffix(word, ","), ",") {
			n, err := strconv.Atoi(w)
			ok = ok && err == nil
			s.HACs = append(s.HACs, n)
		}
	}
	if !ok {
		p.odd(KindSeverityLine, "a line of Appendix C part 1 that is not code, level, HAC, collection")
		return true
	}
	p.m.Severity = append(p.m.Severity, s)
	return true
}

// logicCodes reads "MDC 05 DRGs 280-282 Title" or "DRG 280-282 TITLE" and the
// codes under it.
func (p *parser) logicCodes() bool {
	s := p.trim
	if rest, ok := strings.CutPrefix(s, "MDC "); ok && len(rest) > 3 {
		s = strings.TrimLeft(rest[2:], " ")
	}
	rest, ok := strings.CutPrefix(s, "DRG")
	if !ok {
		return false
	}
	list, title, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(rest, "s"), " "), " ")
	drgs, ok := ranges(nil, list)
	if !ok || len(drgs) != 1 {
		return false
	}
	l := LogicCodes{Place: p.place(), DRGs: drgs[0], Title: fold(title)}
	l.Items = p.items(nil)
	p.m.LogicCodes = append(p.m.LogicCodes, l)
	return true
}

// appendixD reads "MDC 05 Diseases …" and under it "  209     Complex …".
func (p *parser) appendixD(string) {
	mdc := -1
	p.lines(func() bool {
		if n, _, ok := mdcTitle(p.trim); ok {
			mdc = n
			return true
		}
		list, title, _ := strings.Cut(p.trim, " ")
		drgs, ok := ranges(nil, list)
		if mdc < 0 || !ok || len(drgs) != 1 {
			return false
		}
		p.m.Hierarchy = append(p.m.Hierarchy, Class{p.place(), mdc, drgs[0], strings.TrimSpace(title)})
		return true
	})
}

func (p *parser) appendixE(string) {
	p.m.Procedures = p.index(p.m.Procedures, func() bool {
		switch {
		case p.begins("procedure cluster/ms-drg index"):
			p.clusters()
		case p.begins("appendix e part 3"):
			p.m.NonOR = p.items(p.m.NonOR)
		case p.begins("appendix e part 4"):
			p.m.Obstetric = append(p.m.Obstetric, p.heading())
		case len(p.m.Obstetric) > 0:
			p.m.Obstetric = append(p.m.Obstetric, p.heading())
		default:
			return false
		}
		return true
	})
}

// clusters reads part 2 of Appendix E: the codes of a cluster stand one under
// another and the uses beside any of them, or under the last.
//
//	02HK0KZ          05  275     Cardiac Defibrillator …
//	and 0JH609Z      05  276-277 Cardiac Defibrillator Implant
//
// or, where a cluster has a choice, the codes under "One of" and "with one of".
func (p *parser) clusters() {
	for p.next() {
		if isDouble(p.trim) || p.begins("appendix e part") {
			p.unread()
			return
		}
		if !p.cluster() {
			p.note()
		}
	}
}

func (p *parser) cluster() bool {
	rest := p.trim
	it, _, r, isCode := p.item()
	first, isFirst := strings.CutPrefix(p.trim, "One of")
	if isFirst || isCode && !it.And {
		p.m.Clusters = append(p.m.Clusters, ClusterEntry{})
	}
	if len(p.m.Clusters) == 0 {
		return false
	}
	c := &p.m.Clusters[len(p.m.Clusters)-1]
	switch {
	case isCode:
		c.Choices = append(c.Choices, []Item{it})
		rest = r
	case isFirst:
		rest = strings.TrimLeft(first, " ")
	}
	at := p.place()
	if isFirst || p.trim == "with one of" {
		c.Choices = append(c.Choices, p.choice())
		if !isFirst {
			return true
		}
	}
	if isCode && rest == "" {
		return true
	}
	mdc, drgs, text, ok := p.use(rest)
	if ok {
		c.Uses = append(c.Uses, Use{at, mdc, drgs, text})
	}
	return ok
}

// choice reads the codes of a choice, which stand alone on their lines.
func (p *parser) choice() []Item {
	var list []Item
	for p.next() {
		it, _, rest, ok := p.item()
		if !ok || rest != "" || it.And {
			p.unread()
			break
		}
		list = append(list, it)
	}
	return list
}

func (p *parser) appendixF(string) {
	p.lines(func() bool {
		if !isRule(p.trim) {
			return false
		}
		p.m.Unrelated = append(p.m.Unrelated, p.family())
		return true
	})
}

func (p *parser) appendixG(string) {
	p.lines(func() bool { return p.listed(&p.m.CC) })
}

func (p *parser) appendixH(string) {
	list := &p.m.MCC
	p.lines(func() bool {
		if p.begins("appendix h part 2") {
			list = &p.m.MCCAlive
			return true
		}
		return p.listed(list)
	})
}

// stray finds fault with the current line if it stands among the codes of a
// list: before them it is a note.
func (p *parser) stray(among bool) bool {
	if among {
		p.odd(KindStrayLine, "a line among codes that has no code in its place")
	}
	return among
}

// listed adds the current line to list if it is a code.
func (p *parser) listed(list *[]Item) bool {
	if _, _, _, ok := p.item(); !ok {
		return p.stray(len(*list) > 0)
	}
	p.unread()
	*list = p.items(*list)
	return true
}

// appendixHAC reads "HAC 06: Catheter-Associated …" and its lists.
func (p *parser) appendixHAC(string) {
	p.lines(func() bool {
		number, title, _ := strings.Cut(strings.TrimPrefix(p.trim, "HAC "), ":")
		if n, err := strconv.ParseUint(number, 10, 8); err == nil && strings.HasPrefix(p.trim, "HAC ") {
			p.m.HACs = append(p.m.HACs, HAC{Place: p.place(), Number: int(n), Title: fold(strings.TrimSpace(title))})
			return true
		}
		if len(p.m.HACs) == 0 {
			return false
		}
		h := &p.m.HACs[len(p.m.HACs)-1]
		h.Body = append(h.Body, p.heading())
		return true
	})
}
