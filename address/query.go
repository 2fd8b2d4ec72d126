package address

import "strings"

// filterQuery drops tracking parameters and session ids from a query. What is left stays to the letter: the
// order, empty pairs, repeated names. A query that loses nothing is returned as it is, without an allocation.
func filterQuery(query string) string {
	drop := 0
	for pair := range strings.SplitSeq(query, "&") {
		if noise(pair) {
			drop++
		}
	}
	if drop == 0 {
		return query
	}
	var b strings.Builder
	b.Grow(len(query))
	first := true
	for pair := range strings.SplitSeq(query, "&") {
		if noise(pair) {
			continue
		}
		if !first {
			b.WriteByte('&')
		}
		first = false
		b.WriteString(pair)
	}
	return b.String()
}

// noise reports whether a pair of a query says nothing about the page. Names compare without case.
func noise(pair string) bool {
	name, value, _ := strings.Cut(pair, "=")
	for len(name) > 4 && strings.EqualFold(name[:4], "amp;") { // "&" that was escaped once too often
		name = name[4:]
	}
	var buf [maxName]byte
	lower := buf[:min(len(name), len(buf))]
	for i := range lower {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		lower[i] = c
	}
	if len(lower) >= 4 {
		switch string(lower[:4]) {
		case "utm_", "mtm_", "hsa_", "itm_":
			return true
		}
	}
	if len(name) > maxName {
		return false
	}
	if _, ok := trackers[string(lower)]; ok {
		return true
	}
	if _, ok := sessions[string(lower)]; ok {
		return true
	}
	if _, ok := maybeSessions[string(lower)]; ok {
		return token(value)
	}
	const asp = "aspsessionid" // and eight letters that change with the server
	return len(lower) == len(asp)+8 && string(lower[:len(asp)]) == asp
}

// token reports whether a value can be nothing but a random one: the 32 hexadecimal digits of an MD5 sum or
// a UUID, or the 40 of SHA-1.
func token(value string) bool {
	if len(value) != 32 && len(value) != 40 {
		return false
	}
	for i := range len(value) {
		if !hex(value[i]) {
			return false
		}
	}
	return true
}

func set(names string) map[string]struct{} {
	s := make(map[string]struct{})
	for n := range strings.FieldsSeq(names) {
		s[n] = struct{}{}
	}
	return s
}

// maxName is the length of the longest name in the lists below.
const maxName = 32

// trackers are parameters that name a campaign, a click or a reader, on every site where they occur, and
// never the page. A name that carries meaning on some site (ref, source, campaign, medium, cid, pid, from, s) is
// not here: two keys for a page cost a request, one key for two pages costs a page.
//
// Prefixes that belong to one tool as a whole are in noise: utm_ (Google Analytics and all that copied it),
// mtm_ (Matomo), hsa_ (HubSpot advertising), itm_ (internal campaigns).
var trackers = set(`
	fbclid fb_action_ids fb_action_types fb_comment_id fb_ref fb_source fbadid
	action_object_map action_ref_map action_type_map igsh igshid
	gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid srsltid usqp gs_l gs_lcp gci
	_ga _gl _gac _gid ga_source ga_medium ga_term ga_content ga_campaign ga_place
	msclkid yclid ysclid _openstat yj_r ymid
	twclid tw_source tw_medium tw_campaign tw_profile_id twitter_impression __twitter_impression ref_src
	ttclid tt_medium tt_content li_fat_id epik sccid rdt_cid qclid tgclid iclid vkclid wickedid
	mc_cid mc_eid mc_tc mkt_tok ml_subscriber ml_subscriber_hash
	_hsenc _hsmi __hstc __hssc __hsfp hsctatracking
	vero_id vero_conv oly_anon_id oly_enc_id rb_clickid s_cid cmpid xtor wt_mc wt_zmc
	at_campaign at_campaign_type at_creation at_emailtype at_link at_link_id at_link_origin at_link_type
	at_medium at_ptr_name at_recipient_id at_recipient_list at_send_date at_custom1 at_custom2 at_custom3 at_custom4
	pk_campaign pk_kwd pk_keyword pk_source pk_medium pk_content pk_cid pk_vid piwik_campaign piwik_kwd
	int_source int_medium int_campaign int_content int_term
	guccounter guce_referrer guce_referrer_sig
	spot_im_redirect_source ems_dl _bhlid _bdadid
	_branch_match_id _branch_referrer adobe_mc adobe_mc_ref adobe_mc_sdid s_kwcid ef_id
	af_ad af_adset af_click_lookback af_force_deeplink af_xp
	adj_campaign adj_creative adj_label adjust_adgroup adjust_campaign adjust_creative adjust_referrer
	adjust_tracker adjust_tracker_limit
	bsft_aaid bsft_clkid bsft_eid bsft_ek bsft_mid bsft_uid _clde _cldee _kx _ke _ly_c _ly_r
	_sgm_action _sgm_campaign _sgm_pinned _sgm_source _sgm_term __s __io_lv _io_session_id
	cjevent cjdata irclickid irgwc ir_adid ir_campaignid ir_partnerid
	cx_click cx_recsorder cx_recswidget dpg_campaign dpg_content dpg_medium dpg_source
	elqtrack elqtrackid elqaid elqak elqat elqcampaignid
	hmb_campaign hmb_medium hmb_source ns_campaign ns_mchannel ns_source ns_linkname
	mt_adset mt_campaign mt_click_id mt_creative mt_link_id mt_medium mt_network
	mindbox-click-id mindbox-message-key ranmid raneaid ransiteid
	recommended_by recommended_code tracking_source unicorn_click_id external_click_id
	vs_campaign_id vsm_cid vsm_pid vsm_type vc_lpp winflncrtag wtrid line_uid
	dicbo tblci obclickid vgo_ee trk_contact trk_msg trk_module trk_sid
	sms_click sms_source sms_uph is_retargeting user_email_address
`)

// sessions are names that are nothing but a session's.
var sessions = set(`phpsessid jsessionid cfid cftoken`)

// maybeSessions are names that are a session's when the value is a token.
var maybeSessions = set(`sid sessid sessionid session_id phpsession oscsid zenid`)
