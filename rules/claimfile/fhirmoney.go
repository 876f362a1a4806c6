package claimfile

import (
	"github.com/medcode/medcode/rules"
)

// money takes the amounts of the claim.
func (b *benefit) money() {
	c, n := b.c, b.n
	b.cents(&c.Paid, rules.AtField("paid"), n.get("payment", "amount", "value").text())
	if !c.Adjudicated {
		b.cents(&c.Charge, rules.AtField("charge"), n.get("total", "value").text())
		return
	}
	for f := range n.get("benefitBalance", "financial").each {
		b.variables[last(f.get("type", "coding", "code").text())] = f.get("usedMoney", "value").text()
	}
	b.cents(&c.Charge, rules.AtField("charge"), n.get("totalCost", "value").text())
	for _, name := range []string{"nch_carr_clm_sbmtd_chrg_amt", "clm_tot_chrg_amt"} {
		if c.Charge == 0 {
			b.cents(&c.Charge, rules.AtField("charge"), b.variables[name])
		}
	}
	b.cents(&c.Allowed, rules.AtField("allowed"), b.variables["nch_carr_clm_alowd_amt"])
	for t := range n.get("total").each {
		amount := t.get("amount", "value").text()
		switch t.get("category", "coding", "code").text() {
		case "submitted":
			b.cents(&c.Charge, rules.AtField("charge"), amount)
		case "eligible":
			b.cents(&c.Allowed, rules.AtField("allowed"), amount)
		case "benefit", "paidtoprovider":
			if c.Paid == 0 {
				b.cents(&c.Paid, rules.AtField("paid"), amount)
			}
		}
	}
}
