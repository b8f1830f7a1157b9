using System.Collections.Frozen;

namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>Words and what they say of the id behind them: in lower case, without marks, in the singular.</summary>
internal static class CueWords
{
    private static readonly (Cue Cue, string Words)[] Table =
    [
        (Cue.Ssn, "ssn|ss no|social security|social sec|soc sec|social|socialsecurity|social security number|ssa number|insee|secu|securite sociale|sécurité sociale|sozialversicherungsnummer|sv nummer|numéro de sécurité sociale"),
        (Cue.Itin, "itin|individual taxpayer identification|individual taxpayer"),
        (Cue.Ein, "ein|fein|employer identification|employer id|federal tax id|federal id|federal ein"),
        (Cue.TaxId, "tax id|taxid|tax identification|tax identifier|tax number|tax no|tin|taxpayer|taxpayer id|tax payer|tax file number|fiscal code|fiscal number|steuernummer|atin|tax reg|tax registration|numéro fiscal|número fiscal|nif|id fiscal"),
        (Cue.Vat, "vat|vat id|vat no|vat number|vat reg|ust id|ust idnr|ustid|ustidnr|umsatzsteuer|uid|tva|numéro de tva|btw|btw nummer|iva|p iva|partita iva|piva|mwst|moms|momsnummer|alv|gst|gstin|gst no"),
        (Cue.NationalId, "national id|national identity|national identification|national identifier|national insurance|identity card|identity number|identity no|identity document|id card|id card number|idcard|identification number|identification no|citizen id|citizenship|citizen card|civil id|government id|govt id|personal id|personal number|personal identification|personal identity|resident id|residence card|personalausweis|personalausweisnummer|ausweisnummer|ausweis|carte d identité|carte nationale|cni|documento|documento nacional|cédula|cedula|carta d identità|carta identità|identiteitskaart|dowód osobisty|dowod osobisty|nationalid|national no"),
        (Cue.Passport, "passport|passport no|passport number|passeport|reisepass|pasaporte|passaporto|paspoort|passnummer|reisepassnummer|paszport|паспорт"),
        (Cue.License, "driver license|driver licence|drivers license|drivers licence|driving license|driving licence|driverslicense|driverlicense|driver lic|drivers lic|driver s license|driver s licence|dl|dl no|dl number|dln|operator license|operators license|führerschein|führerscheinnummer|fuehrerschein|permis de conduire|patente di guida|licencia de conducir|permiso de conducir|carnet de conducir|rijbewijs|prawo jazdy|carteira de motorista|cnh"),
        (Cue.Npi, "npi|national provider|national provider identifier|provider identifier|provider number"),
        (Cue.Mrn, "mrn|medical record|medical rec|med rec|med record|medical record number|health record|patient record|chart number|chart no|hospital number|hospital no|unit record|patient chart|patient mrn|ehr number|krankenaktennummer|medical records management|medical record management|medical records identified by number"),
        (Cue.Vin, "vin|vehicle identification|vehicle id|vehicle identifier|chassis|chassis no|chassis number|frame number|fahrgestellnummer|fahrzeug identifizierungsnummer|fin|numéro de châssis|telaio|bastidor|vehicle"),
        (Cue.Zip, "zip|zip code|zipcode|postal code|postalcode|post code|postcode|plz|postleitzahl|code postal|cap|código postal|codigo postal|cp|pin code|pincode|cep"),
        (Cue.Record, "case no|case number|case|ticket|ticket no|ticket number|order|order no|order number|order id|invoice|invoice no|invoice number|claim|claim no|claim number|claim id|reference|ref|ref no|reference number|confirmation|confirmation number|patient id|patient number|employee id|employee no|employee number|emp id|member id|member no|member number|membership|membership number|policy|policy no|policy number|customer id|customer no|customer number|client id|student id|user id|tracking number|booking|booking reference|insurance id|insurance number|insurance code|certificate no|serial number|file number|file no|docket|docket no|voter no|badge|badge number|transaction id|id|device id|equipment id|beneficiary|beneficiary id|subscriber id|group number|license number|licence number|license no|licence no|lic no|id number"),
        (Cue.Britain, "nhs|nhs no|nhs number|nino|ni number|ni no|national insurance|national insurance number|utr|unique taxpayer|unique taxpayer reference|self assessment"),
        (Cue.Spain, "dni|nie|nif|cif|documento nacional de identidad"),
        (Cue.Italy, "codice fiscale|cf|c f|cod fisc|fiscal code|codicefiscale"),
        (Cue.France, "nir|insee|sécurité sociale|securite sociale|numéro de sécurité sociale|num secu|siren|siret"),
        (Cue.Germany, "steuer id|steuerid|idnr|steuer identifikationsnummer|steueridentifikationsnummer|steuerliche identifikationsnummer|identifikationsnummer|steuernummer|rentenversicherungsnummer|rentenversicherung|rvnr|versicherungsnummer|sozialversicherungsnummer|tin"),
        (Cue.Netherlands, "bsn|burgerservicenummer|sofinummer|sofi|burger service nummer"),
        (Cue.Belgium, "rijksregisternummer|rijksregister|registre national|numéro national|numéro de registre national|nrn|nn|insz|niss|national register"),
        (Cue.Poland, "pesel|nip|regon|numer pesel|nr pesel"),
        (Cue.Nordic, "personnummer|personnr|pnr|samordningsnummer|henkilötunnus|hetu|henkilotunnus|fødselsnummer|fodselsnummer|fnr|cpr|cpr nr|cpr nummer|cpr number|cprnr|kennitala"),
        (Cue.Ireland, "pps|ppsn|pps no|pps number|personal public service"),
        (Cue.Portugal, "nif|contribuinte|nipc|número de contribuinte|cartão de cidadão"),
        (Cue.Switzerland, "ahv|ahv nr|ahv nummer|avs|navs|no avs|oasi"),
        (Cue.Austria, "svnr|sv nr|sozialversicherungsnummer|svn"),
        (Cue.Balkans, "cnp|cod numeric personal|egn|егн|oib|jmbg|emso"),
        (Cue.Czechia, "rodné číslo|rodne cislo|rč|rc|birth number"),
        (Cue.Baltic, "isikukood|asmens kodas|personas kods|personal code"),
        (Cue.Greece, "amka|αμκα|afm|αφμ"),
        (Cue.Hungary, "taj|taj szám|taj szam|taj number"),
        (Cue.Turkey, "tc kimlik|kimlik|kimlik no|tckn|tc no|t c kimlik no|t c kimlik"),
        (Cue.Israel, "teudat zehut|tz|israeli id|israel id|תעודת זהות|מספר זהות"),
        (Cue.SouthAfrica, "south african id|sa id|rsa id|id number|identity number|sa id number"),
        (Cue.Brazil, "cpf|cnpj"),
        (Cue.SpanishAmerica, "curp|rfc|rut|run|cuit|cuil|dni"),
        (Cue.Canada, "sin|social insurance|social insurance number|nas|s i n"),
        (Cue.Australia, "tfn|tax file number|tax file|medicare|medicare number|medicare no|medicare card|abn|australian business number"),
        (Cue.India, "aadhaar|aadhar|adhaar|aadhaar no|aadhaar number|aadhar number|aadhar no|aadhaar card|uid|uidai|pan|pan no|pan card|pan number|pan card number|permanent account number|voter id|epic|gstin|gst|cnic"),
        (Cue.China, "身份证|身份证号|身份证号码|居民身份证|resident identity|resident id|hkid|hong kong id|hong kong identity|身分證|身分證字號|roc id|taiwan id|identity card"),
        (Cue.Korea, "rrn|resident registration|resident registration number|주민등록번호|주민번호"),
        (Cue.Japan, "my number|mynumber|マイナンバー|個人番号|individual number"),
        (Cue.Singapore, "nric|fin|fin number|fin no|singapore id"),
        (Cue.SouthEastAsia, "nik|ktp|mykad|ic|ic no|nric|thai id|บัตรประชาชน|เลขประจำตัวประชาชน|thai national id"),
        (Cue.Gulf, "emirates id|eid"),
        (Cue.Russia, "снилс|инн|snils|inn"),
        (Cue.Other, "license plate|licence plate|number plate|medical license|nursing license|software license|license key|licence key|business license|phone|telephone|tel|mobile|cell|fax|call|account|acct|routing|iban|card number|credit card|amount|price|total|isbn|doi|issn|version|port|pid"),
    ];

    /// <summary>Each phrase with all that it can mean.</summary>
    public static FrozenDictionary<string, Cue> Phrases { get; } = Table
        .SelectMany(row => row.Words.Split('|').Distinct().Select(words => (words, row.Cue)))
        .GroupBy(pair => pair.words, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.Aggregate(Cue.None, (cues, pair) => cues | pair.Cue), StringComparer.Ordinal);
}
