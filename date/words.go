package date

import (
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// word is what is known of a name in dates. A name may be several things at once: "mar" is a month and, in
// French, a Tuesday; "minggu" a Sunday and a week; "jam" an hour and "at".
type word struct {
	month  uint8 // 1..12
	days   uint8 // bit set of time.Weekday
	unit   unit
	role   role
	local  bool // an Indonesian or Malay weekday or zone
	isZone bool
	zone   int16 // minutes east of Greenwich
}

type unit uint8

const (
	unitSecond unit = iota + 1
	unitMinute
	unitHour
	unitDay
	unitWeek
	unitMonth
	unitYear
)

type role uint8

const (
	roleFiller    role = iota + 1 // may stand in a date: "pukul", "on", "st"
	rolePublished                 // a label of a publication
	roleUpdated                   // a label of an update
	roleBefore                    // AM: "am", "pagi"
	roleAfter                     // PM: "pm", "petang", "sore"
	roleMidday                    // "siang", "tengah hari": 11 stays, 1 is 13
	roleNight                     // "malam": 7 is 19, 1 stays
	roleAgo                       // behind a span: "lalu"
	roleAgoBefore                 // before a span: "vor"
	roleOne                       // "a", "satu"
	roleOneUnit                   // number and unit in one: "sejam"
	roleToday
	roleYesterday
	roleFuture // "besok"
	roleJustNow
	roleHalf      // first half of a phrase of two words: "baru", "hari", "tengah"
	roleThaiMonth // a month name that goes with Buddhist years
	roleMonthSign // before a month number: "tháng"
	roleDateMark  // 年 月 日
)

// lookup returns what is known of a name, in any case and with or without its accents.
func lookup(s string) word {
	var buf [48]byte
	n := 0
	for _, r := range s {
		if isApostrophe(r) || r >= 0x300 && r <= 0x36F {
			continue
		}
		r = foldLetter(r)
		if n+utf8.RuneLen(r) > len(buf) || r == utf8.RuneError {
			return word{}
		}
		n += utf8.EncodeRune(buf[n:], r)
	}
	return dictionary()[string(buf[:n])]
}

// foldLetter lowers a letter and takes off the accents that month and day names have.
func foldLetter(r rune) rune {
	if r < 0x80 {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}
	r = unicode.ToLower(r)
	switch r {
	case 'à', 'á', 'â', 'ã', 'ä', 'å', 'ā', 'ă', 'ą', 'ạ', 'ả':
		return 'a'
	case 'ç', 'č', 'ć':
		return 'c'
	case 'ď', 'đ':
		return 'd'
	case 'è', 'é', 'ê', 'ë', 'ě', 'ē', 'ė', 'ę':
		return 'e'
	case 'ğ':
		return 'g'
	case 'ì', 'í', 'î', 'ï', 'ī', 'ı', 'į':
		return 'i'
	case 'ł', 'ľ':
		return 'l'
	case 'ñ', 'ń', 'ň':
		return 'n'
	case 'ò', 'ó', 'ô', 'õ', 'ö', 'ø', 'ő', 'ờ', 'ớ':
		return 'o'
	case 'ř':
		return 'r'
	case 'ś', 'š', 'ş', 'ș':
		return 's'
	case 'ť', 'ţ', 'ț':
		return 't'
	case 'ù', 'ú', 'û', 'ü', 'ů', 'ū', 'ű', 'ứ', 'ư', 'ų', 'ủ':
		return 'u'
	case 'ý':
		return 'y'
	case 'ź', 'ż', 'ž':
		return 'z'
	case 'ά':
		return 'α'
	case 'έ':
		return 'ε'
	case 'ή':
		return 'η'
	case 'ί', 'ϊ', 'ΐ':
		return 'ι'
	case 'ό':
		return 'ο'
	case 'ύ', 'ϋ':
		return 'υ'
	case 'ώ':
		return 'ω'
	case 'ς':
		return 'σ'
	case 'ё':
		return 'е'
	}
	return r
}

// Names of months, folded: Indonesian and Malay with the spellings in use, English, and the languages of the
// larger news markets, in the case that dates take.
var monthNames = [12]string{
	"january jan januari januar janvier janv enero ene gennaio gen janeiro ocak oca stycznia styczen sty ledna leden ianuarie ian januara január januarie januárja tammikuuta tammikuu januaris sijecnja janar января январь янв січня ιανουαριου ιανουαριοσ ιαν يناير جانفي जनवरी जन জানুয়ারি ஜனவரி ژانویه جنوری ינואר януари",
	"february feb febr februari februar febuari pebruari peb febrero fevrier fevr fev febbraio febb fevereiro subat sub lutego luty lut unora unor februarie februára helmikuuta helmikuu veljace shkurt февраля февраль фев февр лютого φεβρουαριου φεβρουαριοσ φεβ فبراير فيفري फरवरी फर ফেব্রুয়ারি பிப்ரவரி فوریه فروری פברואר февруари شباط",
	"march mar maret mac mart marz marzo marts mars marco maart mrt marca marzec brezna brezen martie marcius maerz mrz maaliskuuta maaliskuu ozujka mars марта март мар березня μαρτιου μαρτιοσ μαρ مارس मार्च মার্চ மார்ச் مارچ מרץ آذار",
	"april apr avril avr abril abr aprile nisan nis kwietnia kwiecien kwi dubna duben aprilie aprilis huhtikuuta huhtikuu travnja prill апреля апрель апр квітня απριλιου απριλιοσ απρ أبريل ابريل أفريل अप्रैल এপ্রিল ஏப்ரல் آوریل اپریل אפריל април نيسان",
	"may mei mai mayo maggio mag maio mayis maj maja kvetna kveten majus toukokuuta toukokuu svibnja maja мая май травня μαιου μαιοσ μαι مايو ماي मई মে மே מאי maj أيار",
	"june jun juni juin junio giugno giu junho haziran haz czerwca czerwiec cze cervna cerven iunie iun junius kesakuuta kesakuu lipnja qershor июня июнь июн червня ιουνιου ιουνιοσ ιουν يونيو جوان जून জুন ஜூன் ژوئن جون יוני юни حزيران",
	"july jul juli julai juillet juil julio luglio lug julho temmuz tem lipca lipiec lip cervence cervenec iulie iul julius heinakuuta heinakuu srpnja korrik июля июль июл липня ιουλιου ιουλιοσ ιουλ يوليو جويلية जुलाई জুলাই ஜூலை ژوئیه جولائی יולי юли تموز",
	"august aug agustus agu agt ags agust ogos ogo aout agosto ago agustos sierpnia sierpien sie srpna srpen augusti augustus aug elokuuta elokuu kolovoza gusht августа август авг серпня αυγουστου αυγουστοσ αυγ أغسطس اوت أوت अगस्त আগস্ট ஆகஸ்ட் اوت اگست אוגוסט آب",
	"september sep sept septembre septiembre settembre set sett setembro eylul eyl wrzesnia wrzesien wrz zari septembrie szeptember syyskuuta syyskuu rujna shtator сентября сентябрь сен сент вересня σεπτεμβριου σεπτεμβριοσ σεπ σεπτ سبتمبر सितंबर सितम्बर সেপ্টেম্বর செப்டம்பர் سپتامبر ستمبر ספטמבר септември أيلول",
	"october oct oktober okt octobre octubre ottobre ott outubro out ekim eki pazdziernika pazdziernik paz rijna rijen octombrie lokakuuta lokakuu tetor октября октябрь окт жовтня οκτωβριου οκτωβριοσ οκτ أكتوبر اكتوبر अक्टूबर অক্টোবর அக்டோபர் اکتبر اکتوبر אוקטובר октомври",
	"november nov nopember nop novembre noviembre novembro kasim kas listopada listopad lis listopadu noiembrie noi marraskuuta marraskuu studenoga nentor ноября ноябрь ноя листопада νοεμβριου νοεμβριοσ νοε نوفمبر नवंबर नवम्बर নভেম্বর நவம்பர் نوامبر نومبر נובמבר ноември",
	"december dec desember des disember dis decembre diciembre dic dicembre dezember dez dezembro aralik ara grudnia grudzien gru prosince prosinec decembrie joulukuuta joulukuu prosinca dhjetor декабря декабрь дек грудня δεκεμβριου δεκεμβριοσ δεκ ديسمبر दिसंबर दिसम्बर ডিসেম্বর டிசம்பர் دسامبر دسمبر דצמבר декември",
}

var thaiMonths = [12]string{
	"มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
}

// Names of days, from Sunday, folded: first those of Indonesian and Malay, then the others.
var localDays = [7]string{
	"minggu ahad min ming mgg akad", "senin isnin sen snin", "selasa sel sls", "rabu rab rb", "kamis khamis kam kms", "jumat jumaat jum jmt", "sabtu sab sbt",
}

var otherDays = [7]string{
	"sunday sun sonntag so dimanche dim domingo dom domenica zondag zo pazar niedziela nedele sunnuntai sondag duminica воскресенье вс неділя κυριακη κυρ الأحد रविवार",
	"monday mon montag mo lundi lun lunes lunedi segunda seg maandag ma pazartesi poniedzialek pondeli maanantai mandag mandag luni понедельник пн понеділок δευτερα δευ الاثنين الإثنين सोमवार",
	"tuesday tue tues dienstag di mardi mar martes martedi terca ter dinsdag sali wtorek utery tiistai tisdag tirsdag marti вторник вт вівторок τριτη τρι الثلاثاء मंगलवार",
	"wednesday wed weds mittwoch mi mercredi mer miercoles mie mercoledi quarta qua woensdag wo carsamba sroda streda keskiviikko onsdag miercuri среда ср середа τεταρτη τετ الأربعاء बुधवार",
	"thursday thu thur thurs donnerstag do jeudi jeu jueves jue giovedi gio quinta qui donderdag persembe czwartek ctvrtek torstai torsdag joi четверг чт четвер πεμπτη πεμ الخميس गुरुवार",
	"friday fri freitag fr vendredi ven viernes vie venerdi sexta sex vrijdag vr cuma piatek patek perjantai fredag vineri пятница пт пятниця παρασκευη παρ الجمعة शुक्रवार",
	"saturday sat samstag sonnabend sa samedi sam sabado sabato zaterdag za cumartesi sobota lauantai lordag sambata суббота сб субота σαββατο σαβ السبت शनिवार",
}

var roleNames = [...]string{
	roleFiller:    "pukul pkl pada tanggal tgl at on the st nd rd th um uhr den der vom le a de del du el em il o kl klokken klo och of г года р hari feira ngay nam luc godz dnia t date tarikh dan jam time waktu yang yg",
	rolePublished: "diterbitkan terbit dipublikasikan dipublikasi publikasi published publish publication posted post tayang ditayangkan rilis dirilis diunggah dimuat disiarkan diposting diposkan ditulis dibuat created issued released veroffentlicht erstellt publie publicado pubblicato gepubliceerd siaran ditayang dipos",
	roleUpdated:   "diperbarui diperbaharui diupdate update updated terupdate diubah modified edited pembaruan perbaruan dimutakhirkan mutakhir pemutakhiran dikemaskini kemaskini dikemas aktualisiert aktualisierung modifie actualizado aggiornato bijgewerkt revised diedit disunting terakhir revisi direvisi dikoreksi",
	roleBefore:    "am pagi",
	roleAfter:     "pm petang sore ptg",
	roleMidday:    "siang tengahari",
	roleNight:     "malam",
	roleAgo:       "lalu lepas silam ago geleden fa sebelumnya temu назад тому sedan siden पहले",
	roleAgoBefore: "vor hace ha منذ",
	roleOne:       "an satu ein einer eine un una une",
	roleToday:     "today heute hariini hoy hoje vandaag dzisiaj сегодня",
	roleYesterday: "kemarin kemaren semalam yesterday gestern kelmarin ayer ieri gisteren wczoraj вчера",
	roleFuture:    "besok lusa tomorrow esok mendatang tulat",
	roleJustNow:   "barusan",
	roleHalf:      "baru just tengah",
	roleMonthSign: "thang",
	roleDateMark:  "年 月 日 号 년 월 일",
}

var unitNames = [...]string{
	unitSecond: "detik dtk second seconds sec secs saat s sekunde sekunden segundo segundos secondes",
	unitMinute: "menit mnt minit minute minutes min mins m minuten minuto minutos minuti minut minuty minutę минут минуты минуту minuter minutter मिनट دقيقة دقائق",
	unitHour:   "jam hour hours hr hrs h stunde stunden hora horas heure heures ora ore uur godzin godziny godzinę час часа часов timmar timme timer घंटे ساعة ساعات",
	unitDay:    "hari day days d tag tagen dia dias jour jours giorno giorni dag dagen dni дня дней dagar dager दिन أيام",
	unitWeek:   "minggu pekan week weeks w wk wks woche wochen semana semanas semaine semaines settimana settimane weken",
	unitMonth:  "bulan bln month months monat monaten mes meses mois mese mesi maand maanden",
	unitYear:   "tahun thn year years yr yrs y jahr jahren ano anos ans an anno anni jaar",
}

var oneUnits = map[string]unit{
	"sedetik": unitSecond, "semenit": unitMinute, "seminit": unitMinute, "sejam": unitHour, "sehari": unitDay, "seminggu": unitWeek,
	"sepekan": unitWeek, "sebulan": unitMonth, "setahun": unitYear,
}

// Zones by name, in minutes. Where a name is used in several places, the one that RFC 822 or most feeds mean.
var zones = map[string]int16{
	"z": 0, "gmt": 0, "utc": 0, "ut": 0, "wet": 0, "uct": 0,
	"wib": 420, "wita": 480, "wit": 540, "myt": 480, "sgt": 480, "bnt": 480, "hkt": 480, "pht": 480, "awst": 480, "ict": 420,
	"jst": 540, "kst": 540, "ist": 330, "pkt": 300, "gst": 240, "msk": 180, "trt": 180, "eat": 180, "eet": 120, "eest": 180, "sast": 120, "cat": 120,
	"wat": 60, "cet": 60, "cest": 120, "met": 60, "mest": 120, "mez": 60, "mesz": 120, "bst": 60, "west": 60,
	"acst": 570, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
	"est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
	"et": -300, "ct": -360, "mt": -420, "pt": -480, "at": -240, "ast": -240, "adt": -180, "nst": -210, "ndt": -150,
	"akst": -540, "akdt": -480, "hst": -600, "brt": -180, "art": -180, "clt": -240, "cot": -300, "pet": -300,
}

// dictionary is every name with what it means, made on first use.
var dictionary = sync.OnceValue(func() map[string]word {
	d := make(map[string]word, 1400)
	each := func(names string, change func(*word)) {
		for _, name := range strings.Fields(names) {
			name = fold(name)
			w := d[name]
			change(&w)
			d[name] = w
		}
	}
	for i, names := range monthNames {
		each(names, func(w *word) { w.month = uint8(i + 1) })
	}
	for i, name := range thaiMonths {
		each(name, func(w *word) { w.month, w.role = uint8(i+1), roleThaiMonth })
	}
	for i := range 7 {
		each(localDays[i], func(w *word) { w.days |= 1 << i; w.local = true })
		each(otherDays[i], func(w *word) { w.days |= 1 << i })
	}
	for r, names := range roleNames {
		each(names, func(w *word) { w.role = role(r) })
	}
	for u, names := range unitNames {
		each(names, func(w *word) { w.unit = unit(u) })
	}
	for name, u := range oneUnits {
		each(name, func(w *word) { w.unit, w.role = u, roleOneUnit })
	}
	for name, offset := range zones {
		each(name, func(w *word) { w.isZone, w.zone = true, offset })
	}
	each("wib wita wit myt sgt", func(w *word) { w.local = true })
	return d
})

func fold(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteRune(foldLetter(r))
	}
	return b.String()
}

// on reports whether the name can be that weekday.
func (w word) on(d time.Weekday) bool { return w.days&(1<<d) != 0 }
