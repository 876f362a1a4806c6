package opps

// discounts gives each line the number of its discount formula (42 CFR 419.44;
// Claims Processing Manual, chapter 4, sections 10.5 and 20.6):
//
//	1  none
//	2  the highest T of the day: first unit full, further units half
//	3  terminated or reduced: half of one unit
//	4  the highest T on both sides: one and a half
//	5  every other T: half
//	8  both sides of a service billed S: two
//	9  another T on both sides: one
func (d *desk) discounts() {
	for i := range d.lines {
		out, w := &d.lines[i], &d.work[i]
		if out.Packaged || !w.known || out.APC == 0 || w.dead {
			continue
		}
		switch {
		case out.Status != S && out.Status != T && out.Status != J1 && out.Status != V && out.Status != J2:
			continue
		case w.mods&(mod52|mod73) != 0:
			out.Discount = 3
			out.Why = Terminated
		case out.Status == S && w.mods&mod50 != 0 && w.is(FlagBilateralIndependent) && !w.comp && !w.cond:
			out.Discount, out.Why = 8, Bilateral
		case out.Status == T && w.mods&modNoDiscount != 0:
			out.Why = NeverDiscounted
		case out.Status == T:
			d.discountT(i)
		}
	}
}

// discountT is the formula of a procedure of status T among those of its day.
func (d *desk) discountT(i int) {
	highest := i == d.highestT(i)
	out, w := &d.lines[i], &d.work[i]
	both := w.mods&mod50 != 0 && (w.is(FlagBilateralConditional) || w.is(FlagBilateralIndependent)) && !w.cond
	switch {
	case highest && both:
		out.Discount = 4
	case highest:
		out.Discount = 2
	case both:
		out.Discount = 9
	default:
		out.Discount = 5
	}
	if out.Why == AsBilled || out.Why == SingleCode {
		out.Why = LowerT
		if highest {
			out.Why = HighestT
		}
	}
}

// highestT is the line of the highest T on the day of a line: by the rate, a
// terminated procedure by half of it; the first of several.
func (d *desk) highestT(at int) int {
	best, most := -1, int64(-1)
	for i := range d.lines {
		w := &d.work[i]
		if d.lines[i].Status != T || w.dead || d.lines[i].Packaged || w.day != d.work[at].day || w.mods&modNoDiscount != 0 && w.mods&(mod52|mod73) == 0 {
			continue
		}
		rate := d.g.rates[d.lines[i].APC]
		if w.mods&(mod52|mod73) != 0 {
			rate /= 2
		}
		if rate > most {
			best, most = i, rate
		}
	}
	return best
}

// sites marks services of off-campus departments: PN is paid a share of the
// rate, and visits with PO too (42 CFR 419.48; section 603 of the Bipartisan
// Budget Act of 2015; 83 FR 59004).
func (d *desk) sites() {
	if d.mods&modPN == 0 {
		return
	}
	barred := false
	for i := range d.lines {
		w := &d.work[i]
		if w.mods&modPN != 0 && w.billed == J2 && w.code.code != clinicVisit {
			d.edit(i, 101)
			barred = true
		}
	}
	if d.noSites = barred; barred {
		return
	}
	for i := range d.lines {
		out, w := &d.lines[i], &d.work[i]
		if w.mods&modPN != 0 && w.is(FlagOverrideSection603) {
			out.Status, out.APC, out.Method, out.Why = S, siteAPC(w.code), '7', SeparateRate
			out.Edits.Remove(62)
		}
	}
}

// siteAPC is the APC of G6001 to G6016 at an off-campus site: 4001 to 4016.
func siteAPC(c *code) APC {
	text := c.code.String()
	if text[:2] != "G6" {
		return 0
	}
	return 4000 + APC(text[3]-'0')*10 + APC(text[4]-'0')
}

// adjustments gives each line its payment indicator, method flag and payment
// adjustment flag.
func (d *desk) adjustments() {
	d.flagLines()
	for i := range d.lines {
		out := &d.lines[i]
		w := &d.work[i]
		switch out.Status {
		case N:
			out.Indicator, out.Method = 9, '0'
			continue
		case A:
			out.Indicator = 2
		case F, L:
			out.Indicator = 4
		case G, K, K1:
			out.Indicator = 2
		case H, H1:
			out.Indicator = 6
		case J1, J2, R, S, T, U, V:
			out.Indicator = 1
		case P:
			if out.Indicator = 9; out.APC != 0 {
				out.Indicator = 8
			}
		default:
			out.Indicator = 3
		}
		switch out.Indicator {
		case 2, 4:
			if out.Method = '2'; out.Rejection == 1 {
				out.Method = '3'
			}
		case 3:
			out.Method = '1'
		case 1:
			switch {
			case out.Method == '7', d.noSites:
			case w.mods&modPN != 0 && (out.Status == R || w.is(FlagSection603Exclusion)):
				out.Method = '7'
			case w.mods&modPN != 0 && out.Status != U:
				out.Method = '8'
			case w.mods&modPO != 0 && w.code.code == clinicVisit && out.Status == V:
				out.Method = 'A'
			}
		}
	}
}

// The payment adjustment flags, as far as they are given here (I/OCE
// specifications, table of payment adjustment flags).
const (
	flagBloodProduct    = 5
	flagBloodProcessing = 6
	flagFree            = 9 // no coinsurance and no deductible
	flagOffset          = 10
	flagOneUnit         = 11
	flagCT              = 14
	flagTerminated      = 16 // device offset taken off a terminated procedure
	flagCredit          = 17 // device credit, value code FD
	flagFilm            = 21
	flagComputed        = 22
	flagColorectal      = 25
	flagFirstH1         = 26
	flagFirstK1         = 30
)

// flagLines gives the payment adjustment flags.
func (d *desk) flagLines() {
	if d.r.NotProcessed {
		return
	}
	credit := d.claim.Has("49") || d.claim.Has("50") || d.claim.Has("53")
	service, k1, h1 := d.saw(K1, H1) && d.service(false), 0, 0
	for i := range d.lines {
		out, w := &d.lines[i], &d.work[i]
		switch out.Status {
		case N, W, B, C, E1, E2, M, Y:
			continue
		}
		flag := uint8(0)
		switch {
		case w.mods&modCT != 0 && w.is(FlagNonStandardCTScan):
			flag = flagCT
		case w.is(FlagDeductibleCoinsNA):
			flag = flagFree
		case w.mods&modFX != 0 && w.is(FlagFilmXray):
			flag = flagFilm
		case w.mods&modFY != 0 && w.is(FlagFilmXray):
			flag = flagComputed
		case w.mods&mod73 != 0 && w.is(FlagTerminatedDeviceProcedure) && !w.dead && (out.Status == J1 || out.Status == S || out.Status == T):
			flag = flagTerminated
			d.r.Offset = max(d.r.Offset, w.offset)
		case out.Adjustment != 0:
			flag = out.Adjustment
		case credit && w.is(FlagDeviceProcedure) && (out.Status == J1 || out.Status == S || out.Status == T):
			flag = flagCredit
		case out.Status == R && w.mods&modBL != 0 && d.bloodPaired(i):
			if flag = flagBloodProcessing; d.claim.Lines[i].Revenue/10 == 38 {
				flag = flagBloodProduct
			}
		case out.Status == G && (w.is(FlagPassthroughRadiopharm) || w.is(FlagPassthroughContrast)) && !w.is(FlagRadiopharmExceedsThreshold):
			flag = flagOffset
		case (out.Status == T || out.Status == J1) && d.colorectal(i):
			flag = flagColorectal
		case out.Status == K1 && service && k1 < 3:
			flag, out.Limit = flagFirstK1+uint8(k1), d.limit(i)
			k1++
		case out.Status == H1 && service && h1 < 2:
			flag, out.Limit = flagFirstH1+uint8(h1), d.limit(i)
			h1++
		}
		out.Adjustment = flag
	}
}

// limit is the most that a non-opioid product may be paid, 0 where it isn't known.
func (d *desk) limit(i int) Mills {
	if d.g.tables == nil {
		return 0
	}
	return d.g.tables.limits[d.claim.Lines[i].Code]
}

// colorectal reports whether a screening became a procedure on the day of a
// line: modifier PT stands there, and a colorectal code (SSA 1833(a)(1)(Y)).
func (d *desk) colorectal(at int) bool {
	for i := range d.work {
		if d.work[i].mods&modPT != 0 && d.work[i].day == d.work[at].day {
			return d.flagThatDay(at, FlagColorectal)
		}
	}
	return false
}
