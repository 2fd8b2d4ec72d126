package main

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// lexicon holds words that tell close languages apart and that the texts hold too seldom: spellings and words
// that one of the two standards of Malay has and the other has not, and frequent words of local languages. They
// are taught as texts of a few words each.
var lexicon = map[string]string{
	"id": `karena bahwa sedangkan bisa tidak bisa kantor mobil sepeda motor polisi polri polres polda kapolres kapolri jaksa hakim kejaksaan pengadilan terdakwa tersangka dakwaan
		gubernur walikota bupati camat lurah kepala desa kabupaten kecamatan kelurahan provinsi wakil menteri presiden kementerian dinas dpr dprd kpk tni bpbd pemkot pemkab pemprov
		perusahaan karyawan pegawai buruh pabrik bisnis usaha pengusaha ekspor impor rupiah triliun miliar juta ribu persen saham investasi investor bank kredit pajak anggaran apbn apbd utang
		kualitas kuantitas aktivitas fasilitas universitas kapasitas prioritas komunitas stabilitas mayoritas minoritas realitas identitas otoritas
		informasi komunikasi organisasi operasi situasi kondisi lokasi donasi transportasi populasi generasi administrasi evaluasi sosialisasi koordinasi apresiasi antisipasi partisipasi implementasi investigasi
		variatif efektif aktif positif negatif kreatif produktif alternatif legislatif eksekutif inisiatif kompetitif
		sekolah dasar siswa mahasiswa kuliah dosen guru ujian ijazah sma smp pelajaran perguruan tinggi jurusan
		rumah sakit dokter perawat obat apotek penyakit pasien puskesmas sehat kesehatan vaksin imunisasi
		jam sepuluh menit detik kemarin besok lusa sore siang pagi malam minggu senin selasa rabu kamis jumat sabtu januari februari maret mei juni juli agustus september oktober november desember
		uang murah mahal belanja toko warung pasar harga barang pelanggan konsumen pembeli penjual diskon
		mencoba butuh kebutuhan ingin pengen bilang ngomong banget nggak enggak gak ga gue lu kamu km anda kalian bapak ibu kakak adik cowok cewek dong sih kok deh nih tuh yuk
		sepak bola pertandingan pemain pelatih timnas klub gol stadion liga suporter wasit juara turnamen laga
		handphone ponsel laptop aplikasi unggah unduh unggahan akun video konten daring luring tautan warganet netizen viral postingan
		jangan sampai panik tetapi harus tenang bosan muak rute laman bioskop penonton sutradara artis penyanyi selebriti sinetron film album lagu
		korban tewas terluka luka kecelakaan tabrakan kebakaran banjir longsor gempa tsunami evakuasi pengungsi bencana warga setempat
		beberapa berbagai merupakan yakni yaitu meski meskipun walau namun pun hingga sebab sehingga agar supaya terkait soal menyebut mengaku menuturkan mengungkapkan menegaskan menjelaskan ungkapnya tuturnya katanya ujarnya
		berbeda beda perbedaan mengapa kenapa bagaimana kapan dimana kapanpun manapun siapapun apapun
		kulkas sepatu celana baju kaos rok kacamata handuk sabun sikat gigi kamar mandi kompor wajan sendok garpu piring gelas
		nol delapan sembilan seratus seribu belas puluh gratis khawatir resmi rapat musyawarah rekan teman pacar pernikahan menikah suami istri
		undang-undang peraturan hukum pidana perdata penjara tahanan narkoba korupsi suap
		listrik bensin solar minyak goreng beras cabai bawang telur daging ayam ikan sayur buah jeruk semangka nanas singkong
		kereta api pesawat bandara pelabuhan kapal stasiun terminal jalan tol bus angkot ojek taksi macet
		saya kami kita mereka dia beliau ini itu tersebut apakah sudah belum akan sedang telah masih juga saja hanya sekali lagi
		beragam menggugah selera kuliner nongkrong asyik keren mantap seru lumayan cocok nyaman ramah pelayan pelayanan pesan memesan restoran kafe
		bersemangat pemandangan dikenal dorongan terendam diwaspadai hakikatnya rekaman tertarik kepribadian seorangpun dugaan diduga putuskan memutuskan dibicarakan membicarakan suasana perbuat kemari kurang lebih ganti sejatinya tercipta merangkul
		bersepeda mengendarai mobilnya bicara berbicara ngobrol membeli jualan berjualan kirim mengirim terima kasih sama-sama maaf permisi silakan tolong mohon
		pulsa kasihan memudar keturunan demikian sejumlah seorang sebuah berusia menuju usai lewat berupa selaku guna melansir dilansir dikutip mengutip lansiran keterangannya dikonfirmasi meninggal dunia ditemukan tewas
		memakai pakai makai kangen rindu cuma melulu terus biasanya rajin malas capek lelah pusing lapar haus ngantuk susah gampang kesulitan kemudahan cepat lambat terlambat
		menginap penginapan kamarnya wisata wisatawan pariwisata liburan berlibur tiket pemesanan penerbangan penumpang keberangkatan kedatangan
		laki-laki perempuan pria wanita bayi balita remaja dewasa lansia kakek nenek paman bibi sepupu keponakan
		melakukan pemeriksaan dilakukan penyelidikan penyidikan penyidik polsek tkp pelaku pencurian pembunuhan penganiayaan barang bukti diamankan diringkus ditangkap diperiksa`,
	"ms": `kerana bahawa manakala boleh tidak boleh pejabat kereta motosikal basikal polis pdrm balai peguam hakim mahkamah tertuduh pertuduhan suspek saman
		menteri besar ketua menteri datuk bandar penghulu daerah mukim negeri timbalan perdana menteri kementerian jabatan dewan rakyat adun sprm tentera bomba majlis perbandaran
		syarikat kakitangan pekerja kilang perniagaan usahawan eksport import ringgit trilion bilion juta ribu peratus saham pelaburan pelabur bank pinjaman cukai belanjawan bajet hutang
		kualiti kuantiti aktiviti fasiliti kemudahan universiti kapasiti prioriti keutamaan komuniti kestabilan majoriti minoriti realiti identiti autoriti pihak berkuasa
		maklumat komunikasi organisasi pertubuhan operasi situasi keadaan lokasi derma sumbangan pengangkutan populasi penduduk generasi pentadbiran penilaian penyelarasan penghargaan penyertaan pelaksanaan siasatan
		berkesan efektif aktif positif negatif kreatif produktif alternatif perundangan eksekutif inisiatif daya saing
		sekolah rendah sekolah menengah murid pelajar mahasiswa kuliah pensyarah cikgu guru peperiksaan sijil spm pelajaran institusi pengajian tinggi
		hospital doktor jururawat ubat farmasi penyakit pesakit klinik sihat kesihatan vaksin pelalian
		pukul sepuluh minit saat semalam esok lusa petang tengah hari pagi malam ahad isnin selasa rabu khamis jumaat sabtu januari februari mac mei jun julai ogos september oktober november disember
		wang duit murah mahal membeli-belah kedai gerai pasar raya harga barangan pelanggan pengguna pembeli penjual diskaun
		cuba perlu keperluan ingin hendak nak cakap kata sangat tak tidak takde aku kau hang awak anda kamu kalian encik puan tuan abang kakak adik lelaki wanita perempuan lah kan kot je jer la pun jom
		bola sepak perlawanan pemain jurulatih skuad kelab jaringan gol stadium liga penyokong pengadil juara kejohanan aksi
		telefon bimbit komputer riba aplikasi muat naik muat turun hantaran akaun video kandungan dalam talian pautan warganet netizen tular posting
		pawagam penonton pengarah artis penyanyi selebriti drama filem album lagu pelakon lakonan
		mangsa maut terbunuh cedera parah kemalangan kebakaran banjir tanah runtuh gempa bumi tsunami pemindahan pelarian bencana penduduk tempatan
		beberapa pelbagai merupakan iaitu meskipun walaupun namun sehingga sebab supaya agar berkaitan berhubung mengenai menyatakan mengaku memberitahu mendedahkan menegaskan menjelaskan jelasnya ujarnya katanya tambahnya berkata
		berbeza beza perbezaan mengapa kenapa bagaimana bila di mana bila-bila siapa-siapa apa-apa
		peti sejuk kasut seluar baju kemeja kain skirt cermin mata tuala sabun berus gigi bilik air dapur kuali sudu garfu pinggan gelas bilik tidur katil
		kosong sifar lapan sembilan seratus seribu belas puluh percuma bimbang risau rasmi mesyuarat rakan kawan teman wanita teman lelaki perkahwinan berkahwin suami isteri
		akta peraturan undang-undang jenayah sivil penjara tahanan dadah rasuah
		elektrik petrol diesel minyak masak beras cili bawang telur daging ayam ikan sayur buah oren tembikai nanas ubi kayu
		kereta api kapal terbang lapangan terbang pelabuhan kapal stesen hentian lebuh raya jalan raya bas teksi sesak lrt
		saya kami kita mereka dia beliau ini itu tersebut adakah sudah belum akan sedang telah masih juga sahaja hanya sekali lagi bukannya
		berbincang perbincangan menyedari kesedaran dikenal pasti kenal pasti penerangan kenyataan media siaran sebarang sekiranya jika daripada kepada oleh itu selain itu antaranya termasuk
		perkara perkhidmatan peranan tindakan diambil dimaklumkan dilaporkan didakwa disiasat ditahan mengikut menerusi melalui terhadap bagi membolehkan
		ibu bapa ibu bapanya bercakap bertutur menamakan seekor menyanyi kempen memfokuskan kuih draf rancangan antioksidan sesetengah kanser kronik mengurangkan sibuk hamil perlahan letih cerewet pasal seharusnya pemanas panas melihat tayar memandu pemandu lori
		berjumpa bertemu hantar menghantar terima kasih sama-sama maaf sila tolong minta mohon berpindah hadir hobi
		seramai sebanyak seorang sebuah berumur susulan usai lalu berupa selaku bagi memetik dipetik kenyataannya disahkan meninggal dunia ditemui mati terkorban
		memakai pakai guna gunakan digunakan rindu cuma asyik biasanya rajin malas penat letih pening lapar dahaga mengantuk susah senang cepat lambat lewat
		menginap penginapan pelancongan pelancong percutian bercuti tiket tempahan penerbangan penumpang berlepas ketibaan
		remaja dewasa warga emas datuk nenek pakcik makcik sepupu anak saudara bayi kanak-kanak budak
		melakukan pemeriksaan dilakukan siasatan menyiasat suspek kecurian pembunuhan barang kes direman diberkas ditangkap diperiksa
		sana sini begitu begini kenapa mengapa bukan sebelum selepas kemudian lepas itu ketika semasa sewaktu apabila apakah siapakah manakah berapakah bilakah
		adalah ialah bukanlah hendaklah perlulah mestilah sepatutnya sebaliknya walau bagaimanapun sementara itu tambahan pula justeru sejajar seiring susulan
		pilihan raya undi calon parti kerajaan pembangkang kabinet parlimen sultan agong diraja datuk seri tan sri tun dato`,
	"jv":  `ora iku lan karo kanggo sing saka ing marang wis arep durung kowe aku dheweke panjenengan kula sampun boten menika punika kaliyan dhateng saking wonten badhe gadhah sae sanget kabeh akeh apik banget isih mung amarga nalika uga dadi nanging yaiku kudu bisa omah wong bocah lanang wadon`,
	"su":  `teu henteu jeung sareng pikeun ti ka di anu nu éta eta ieu geus parantos bakal abdi urang anjeun manéhna maranéhna loba pisan saé alus kusabab lamun mun tapi oge ogé nyaeta nyaéta boga gaduh imah jalma budak lalaki awewe awéwé naon kumaha iraha dimana teuing`,
	"min": `indak nan jo dan untuak dari ka di ko tu iko itu alah lah ka awak ambo inyo urang banyak bana rancak dek karano kalau tapi juo yaitu punyo rumah anak laki padusi apo baa bilo dima sadonyo samo lamak kadai`,
	"bew": `kagak kaga gue ane elu ente lu die kite nyang ame buat dari ke ini ntu udeh bakal engkong encang babe enyak emang aje juga kalo tapi banyakan ape nape gimane kapan dimane rume bocah ngapa entu kaye ade tige due lime laen banyaken tuh die orang kite kudu bae doang engga sonoh sinih pegimane kenape udah bener emak abang none makanye jadinye katanye namenye orangnye rumahnye punye bise same ape care buate aer ati kampung betawi lantaran kalu ampe abis atu semue`,
	"ace": `hana nyang ngon keu nibak u bak nyoe nyan ka teungoh lon kamoe gata droeneuh jih ureueng lee that jroh sabab meunyo tapi cit rumoh aneuk agam inong peu pakon pajan`,
	"ban": `ten nenten sareng teken ane sane antuk saking ring niki punika sampun jagi tiang titiang ragane ipun anak liu becik sajan santukan yening nanging taler umah alit muani luh napi sira`,
	"bjn": `kada nang lawan gasan matan ka di ini itu sudah handak ulun aku pian ikam inya urang banyak banar baik karana mun tapi jua rumah kanakan lakian binian apa kayapa pabila dimana`,
	"en":  `the of and to in is that it was for on are as with his they at be this from have or by one had not but what all were when we there can an your which their said if do will each about how up out them then she many some so these would other into has more her two like him see time could no make than first been its who now people my made over did down only way find use may water long little very after words called just where most know`,
	"nl":  `de het een en van in is dat op te zijn met voor niet aan er om ook als dan maar bij nog uit wordt door naar heeft ze hij deze werd over hebben wel geen kan meer mensen jaar`,
	"de":  `der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch`,
	"fr":  `de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec ou son aux mais comme on tout nous sa fait été aussi leur bien peut ces y deux même cette`,
	"es":  `de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde`,
	"pt":  `de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois`,
	"it":  `di e il la che in a per un è del della i con non una le si da al dei come sono anche più ha nel alla gli ma o delle su dal lo questo dalla essere se nella stato anni suo loro`,
	"tl":  `ang ng sa na at ay mga ko ka siya sila kami tayo hindi wala may mayroon ito iyan iyon para kung kapag dahil pero naman lang po opo kay ni nang mula hanggang pag`,
	"vi":  `và của là có không được trong một cho các người với này đã những để đến từ khi ra về như tại sẽ cũng vào trên năm`,
	"tr":  `ve bir bu için de da ile olarak çok daha olan gibi ne kadar sonra değil var en ama ya ki her o ben sen biz onlar mı mi`,
	"pl":  `i w na z do się nie to że jest o jak od za po przez przy dla ale czy który która które są był była może tylko już także jego`,
	"cs":  `a v se na je že s z do o i to k ve pro za by ale jako po jsou byl který která které jeho nebo také až co jak už jen`,
	"ro":  `și de în la a cu pe nu că este o un din care pentru mai au fost sau dar ca prin după cum ale lui`,
	"hu":  `a az és hogy nem is egy van meg csak de volt már még ha ez el vagy mint kell lesz után között`,
	"sv":  `och i att det som en på är av för med till den har de inte om ett han men var jag sig från vi så kan nu`,
	"da":  `og i at det er en til på som af for med den har de ikke der et han men var jeg sig fra vi så kan nu blev efter`,
	"nb":  `og i det er en til på som av for med den har de ikke at et han men var jeg seg fra vi så kan nå ble etter`,
	"fi":  `ja on ei se että oli hän mutta ovat kun niin myös kuin tai jos joka mukaan sekä vain vuonna olla`,
	"sw":  `na ya wa kwa ni katika za la cha hii huo yake watu kama lakini pia hiyo baada sana kuwa`,
	"ca":  `de la i el en que a un per amb és no una els del es al les més com però també són aquest aquesta ha va fer`,
	"hr":  `i je u na se da za od su s kao koji koja koje bio bila ili što ali iz po nije sve samo još kako`,
	"sk":  `a v sa na je že s z do o aj to k vo pre za by ale ako po sú bol ktorý ktorá ktoré jeho alebo tiež až čo ako už len`,
	"sl":  `in je v na se da za od so s kot ki bil bila ali pa kaj ne po ni vse samo še kako tudi lahko`,
	"lt":  `ir yra į iš kad su tai ne bet kaip buvo apie dėl nuo iki jis ji jie taip pat arba per tik jau`,
	"et":  `ja on ei et see oli ta kui ka aga mis oma või kes välja nii siis veel ning üle juba pärast`,
}

// lexiconSamples cuts the lexicon into texts of three words, and of ten for languages with few texts.
func lexiconSamples(add func(text, lang string), known map[string]int, rnd *rand.Rand) {
	for _, lang := range []string{"id", "ms", "jv", "su", "min", "bew", "ace", "ban", "bjn", "en", "nl", "de", "fr", "es", "pt", "it", "tl", "vi", "tr", "pl", "cs", "ro", "hu", "sv", "da", "nb", "fi", "sw", "ca", "hr", "sk", "sl", "lt", "et"} {
		if _, ok := known[lang]; !ok {
			continue
		}
		words := strings.Fields(lexicon[lang])
		if other, ok := map[string]string{"id": "ms", "ms": "id"}[lang]; ok { // what both have tells nothing
			own := ownWords(lang, other)
			words = slices.DeleteFunc(words, func(w string) bool { return !own[w] })
		}
		if len(words) < 90 { // languages with few texts: the words in other company
			for range 30 {
				rnd.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
				add(strings.Join(words[:min(len(words), 10)], " "), lang)
			}
		}
		for shift := range 2 {
			for i := shift; i+3 <= len(words); i += 3 {
				add(strings.Join(words[i:i+3], " "), lang)
			}
		}
	}
}

// ownWords are the words of one language in the lexicon that another has not.
func ownWords(lang, other string) map[string]bool {
	own := map[string]bool{}
	for w := range strings.FieldsSeq(lexicon[lang]) {
		own[w] = true
	}
	for w := range strings.FieldsSeq(lexicon[other]) {
		delete(own, w)
	}
	return own
}
