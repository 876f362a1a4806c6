package claimfile

import (
	"strings"
)

// providers takes the billing provider's NPI and CCN, and the service facility's.
func (b *benefit) providers() {
	c := b.c
	for _, key := range providerKeys {
		p := b.n.get(key)
		npi, ccn := b.identifiers(p)
		if c.BillingNPI == "" {
			c.BillingNPI = npi
		}
		if c.CCN == "" {
			c.CCN = ccn
		}
	}
	if f := b.n.get("facility"); f.ok() {
		c.Facility.NPI, _ = b.identifiers(f)
		if c.Facility.NPI == c.BillingNPI { // STU3 of Blue Button says the same twice
			c.Facility.NPI = ""
		}
		address := b.find(f).get("address")
		c.Facility.State, c.Facility.ZIP = address.get("state").own(), address.get("postalCode").own()
	}
	if r := b.n.get("referral"); r.ok() {
		if c.ReferringNPI, _ = b.identifiers(r); c.ReferringNPI == "" { // STU3: a request that says who asks
			requester := b.find(r).get("requester")
			if c.ReferringNPI, _ = b.identifiers(requester); c.ReferringNPI == "" {
				c.ReferringNPI, _ = b.identifiers(requester.get("agent"))
			}
		}
	}
}

// identifiers returns the NPI and the CCN that a reference, or the resource that
// it is to, gives.
func (b *benefit) identifiers(ref node) (npi, ccn string) {
	take := func(id node) {
		value := id.get("value").own()
		switch system := last(id.get("system").text()); {
		case system == "us-npi", system == "carr_clm_blg_npi_num", system == "npi_num":
			npi = value
		case system == "prvdr_num":
			ccn = value
		case id.get("type", "coding", "code").text() == "npi", id.get("type", "coding", "code").text() == "NPI":
			npi = value
		case id.get("type", "coding", "code").text() == "PRN":
			ccn = value
		}
	}
	if id := ref.get("identifier"); id.ok() {
		take(id)
	}
	if _, asked, ok := strings.Cut(ref.get("reference").text(), "?identifier="); ok { // a conditional reference, as Synthea writes them
		asked = strings.NewReplacer("%7C", "|", "%7c", "|").Replace(asked)
		if system, value, ok := strings.Cut(asked, "|"); ok && last(system) == "us-npi" {
			npi = strings.Clone(value)
		}
	}
	for id := range b.find(ref).get("identifier").each {
		take(id)
	}
	return npi, ccn
}

// careTeam gives the clinicians that lines name to their lines, the others to
// the claim.
func (b *benefit) careTeam() {
	c := b.c
	members := map[string]member{}
	team, sequences := inOrder(b.n.get("careTeam"))
	for i, n := range team {
		m := member{sequence: sequences[i], role: n.get("role", "coding", "code").text()}
		m.npi, _ = b.identifiers(n.get("provider"))
		for k := range n.get("qualification", "coding").each {
			switch system := last(k.get("system").text()); {
			case system == "prvdr_spclty":
				m.specialty = k.get("code").own()
			case system == "provider-taxonomy":
				m.taxonomy = k.get("code").own()
			}
		}
		members[m.sequence] = m
		if b.linked[m.sequence] || m.npi == "" {
			continue
		}
		switch m.role {
		case "attending", "primary", "rendering", "performing", "supervising", "supervisor":
			if c.RenderingNPI == "" || m.role == "attending" {
				c.RenderingNPI, c.RenderingTaxonomy, c.Specialty = m.npi, m.taxonomy, m.specialty
			}
		case "operating", "assist":
			c.OperatingNPI = m.npi
		case "referring":
			if c.ReferringNPI == "" {
				c.ReferringNPI = m.npi
			}
		}
	}
	i := 0
	for item := range b.n.get("item").each {
		l := &c.Lines[i]
		i++
		for s := range either(item, teamKeys).each {
			switch m := members[s.text()]; m.role {
			case "performing", "rendering", "primary", "attending", "supervising", "supervisor":
				if l.RenderingNPI == "" {
					l.RenderingNPI, l.RenderingTaxonomy, l.Specialty = m.npi, m.taxonomy, m.specialty
				}
			case "referring":
				l.ReferringNPI = m.npi
			}
		}
	}
}
