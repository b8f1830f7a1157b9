using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Detection.Identity;

namespace SaaSGate.Inspection.Tests.Detection.Identity;

public sealed class IdDetectorTests
{
    private static readonly IdDetector Detector = new(IdCatalog.All);

    [Theory]
    [InlineData("NHS number 943 476 5919", "uk-nhs", "NATIONAL_ID:943 476 5919")]
    [InlineData("AB123456C", "uk-nino", "NATIONAL_ID:AB123456C")]
    [InlineData("AB 12 34 56 C", "uk-nino", "NATIONAL_ID:AB 12 34 56 C")]
    [InlineData("X1234567L", "es-nie", "NATIONAL_ID:X1234567L")]
    [InlineData("RSSMRA85T10A562S", "it-codice-fiscale", "NATIONAL_ID:RSSMRA85T10A562S")]
    [InlineData("2 55 08 14 168 025 38", "fr-nir", "NATIONAL_ID:2 55 08 14 168 025 38")]
    [InlineData("255081416802538", "fr-nir", "NATIONAL_ID:255081416802538")]
    [InlineData("Steuer-ID 86095742719", "de-steuer-id", "TAX_ID:86095742719")]
    [InlineData("Steuer-ID 65 929 970 489", "de-steuer-id", "TAX_ID:65 929 970 489")]
    [InlineData("Rentenversicherungsnummer 15070649C103", "de-rentenversicherung", "NATIONAL_ID:15070649C103")]
    [InlineData("BSN 111222333", "nl-bsn", "NATIONAL_ID:111222333")]
    [InlineData("85.07.30-033.28", "be-rijksregister", "NATIONAL_ID:85.07.30-033.28")]
    [InlineData("NIF: 123456789", "pt-nif", "TAX_ID:123456789")]
    [InlineData("756.9217.0769.85", "ch-ahv", "NATIONAL_ID:756.9217.0769.85")]
    [InlineData("SVNR 1237 010180", "at-svnr", "NATIONAL_ID:1237 010180")]
    [InlineData("AMKA 01013099997", "gr-amka", "NATIONAL_ID:01013099997")]
    [InlineData("ΑΦΜ 094259216", "gr-afm", "TAX_ID:094259216")]
    [InlineData("811228-9874", "se-personnummer", "NATIONAL_ID:811228-9874")]
    [InlineData("131052-308T", "fi-hetu", "NATIONAL_ID:131052-308T")]
    [InlineData("fødselsnummer 15108695088", "no-fodselsnummer", "NATIONAL_ID:15108695088")]
    [InlineData("CPR 211062-5629", "dk-cpr", "NATIONAL_ID:211062-5629")]
    [InlineData("PESEL 44051401359", "pl-pesel", "NATIONAL_ID:44051401359")]
    [InlineData("NIP 856-734-62-15", "pl-nip", "TAX_ID:856-734-62-15")]
    [InlineData("REGON 192598184", "pl-regon", "TAX_ID:192598184")]
    [InlineData("710319/2745", "cz-rodne-cislo", "NATIONAL_ID:710319/2745")]
    [InlineData("CNP 1630615123457", "ro-cnp", "NATIONAL_ID:1630615123457")]
    [InlineData("EGN 7523169263", "bg-egn", "NATIONAL_ID:7523169263")]
    [InlineData("OIB 33392005961", "hr-oib", "NATIONAL_ID:33392005961")]
    [InlineData("isikukood 36805280109", "ee-lt-isikukood", "NATIONAL_ID:36805280109")]
    [InlineData("SNILS 112-233-445 95", "ru-snils", "NATIONAL_ID:112-233-445 95")]
    [InlineData("ИНН 7707083893", "ru-inn", "TAX_ID:7707083893")]
    [InlineData("390.533.447-05", "br-cpf", "NATIONAL_ID:390.533.447-05")]
    [InlineData("16.727.230/0001-97", "br-cnpj", "TAX_ID:16.727.230/0001-97")]
    [InlineData("SIN 130 692 544", "ca-sin", "NATIONAL_ID:130 692 544")]
    [InlineData("BOXW310820HNERXN09", "mx-curp", "NATIONAL_ID:BOXW310820HNERXN09")]
    [InlineData("GODE561231GR8", "mx-rfc", "TAX_ID:GODE561231GR8")]
    [InlineData("12.531.909-2", "cl-rut", "NATIONAL_ID:12.531.909-2")]
    [InlineData("20-05536168-2", "ar-cuit", "TAX_ID:20-05536168-2")]
    [InlineData("Aadhaar 2341 2341 2346", "in-aadhaar", "NATIONAL_ID:2341 2341 2346")]
    [InlineData("ACUPA7085R", "in-pan", "TAX_ID:ACUPA7085R")]
    [InlineData("27AAPFU0939F1ZV", "in-gstin", "TAX_ID:27AAPFU0939F1ZV")]
    [InlineData("11010519491231002X", "cn-resident-id", "NATIONAL_ID:11010519491231002X")]
    [InlineData("My Number 123456789018", "jp-my-number", "NATIONAL_ID:123456789018")]
    [InlineData("S1234567D", "sg-nric", "NATIONAL_ID:S1234567D")]
    [InlineData("G123456(A)", "hk-hkid", "NATIONAL_ID:G123456(A)")]
    [InlineData("ID card A123456789", "tw-id", "NATIONAL_ID:A123456789")]
    [InlineData("1-2345-45678-78-1", "th-id", "NATIONAL_ID:1-2345-45678-78-1")]
    [InlineData("770305-02-1234", "my-mykad", "NATIONAL_ID:770305-02-1234")]
    [InlineData("teudat zehut 039337423", "il-id", "NATIONAL_ID:039337423")]
    [InlineData("TC Kimlik No 17291716060", "tr-kimlik", "NATIONAL_ID:17291716060")]
    [InlineData("7503305044089", "za-id", "NATIONAL_ID:7503305044089")]
    [InlineData("TFN 123 456 782", "au-tfn", "TAX_ID:123 456 782")]
    [InlineData("Medicare 2123 45670 1", "au-medicare", "NATIONAL_ID:2123 45670 1")]
    [InlineData("ABN 83 914 571 673", "au-abn", "TAX_ID:83 914 571 673")]
    [InlineData("1M8GDM9AXKP042788", "vin", "VIN:1M8GDM9AXKP042788")]
    [InlineData("PPS 1234567T", "ie-pps", "NATIONAL_ID:1234567T")]
    [InlineData("MORGA657054SM9IJ", "uk-driving-licence", "DRIVER_LICENSE:MORGA657054SM9IJ")]
    [InlineData("passport number: A12345678", "passport", "PASSPORT:A12345678")]
    [InlineData("RRN 900101-1234568", "kr-rrn", "NATIONAL_ID:900101-1234568")]
    [InlineData("SIRET 73282932000074", "fr-siret", "TAX_ID:73282932000074")]
    [InlineData("CIF A58818501", "es-cif", "TAX_ID:A58818501")]
    [InlineData("UTR 1955839661", "uk-utr", "TAX_ID:1955839661")]
    public void Finds_an_id_with_its_check_digits(string text, string name, string value) => AssertFound(text, name, value);

    [Theory]
    [InlineData("ATU13585627", "vat-id", "TAX_ID:ATU13585627")]
    [InlineData("BE0403019261", "vat-id", "TAX_ID:BE0403019261")]
    [InlineData("BE 0403.019.261", "vat-id", "TAX_ID:BE 0403.019.261")]
    [InlineData("BG175074752", "vat-id", "TAX_ID:BG175074752")]
    [InlineData("CY10259033P", "vat-id", "TAX_ID:CY10259033P")]
    [InlineData("CZ25123891", "vat-id", "TAX_ID:CZ25123891")]
    [InlineData("DE136695976", "vat-id", "TAX_ID:DE136695976")]
    [InlineData("DK13585628", "vat-id", "TAX_ID:DK13585628")]
    [InlineData("EE100931558", "vat-id", "TAX_ID:EE100931558")]
    [InlineData("EL094259216", "vat-id", "TAX_ID:EL094259216")]
    [InlineData("FI20774740", "vat-id", "TAX_ID:FI20774740")]
    [InlineData("FR40303265045", "vat-id", "TAX_ID:FR40303265045")]
    [InlineData("FR 40 303265045", "vat-id", "TAX_ID:FR 40 303265045")]
    [InlineData("GB980780684", "vat-id", "TAX_ID:GB980780684")]
    [InlineData("GB 980 7806 84", "vat-id", "TAX_ID:GB 980 7806 84")]
    [InlineData("HU12892312", "vat-id", "TAX_ID:HU12892312")]
    [InlineData("IE6433435F", "vat-id", "TAX_ID:IE6433435F")]
    [InlineData("IT00743110157", "vat-id", "TAX_ID:IT00743110157")]
    [InlineData("LU15027442", "vat-id", "TAX_ID:LU15027442")]
    [InlineData("MT11679112", "vat-id", "TAX_ID:MT11679112")]
    [InlineData("NL004495445B01", "vat-id", "TAX_ID:NL004495445B01")]
    [InlineData("PL8567346215", "vat-id", "TAX_ID:PL8567346215")]
    [InlineData("PT501964843", "vat-id", "TAX_ID:PT501964843")]
    [InlineData("RO18547290", "vat-id", "TAX_ID:RO18547290")]
    [InlineData("SE556188840401", "vat-id", "TAX_ID:SE556188840401")]
    [InlineData("SI50223054", "vat-id", "TAX_ID:SI50223054")]
    [InlineData("SK2022749619", "vat-id", "TAX_ID:SK2022749619")]
    [InlineData("HR33392005961", "vat-id", "TAX_ID:HR33392005961")]
    [InlineData("CHE-107.787.577", "vat-id", "TAX_ID:CHE-107.787.577")]
    public void Finds_a_vat_number_by_its_country(string text, string name, string value) => AssertFound(text, name, value);

    [Theory]
    [InlineData("Medical Record Number: 2411475", "MRN:2411475")]
    [InlineData("Med Rec No: 1293110", "MRN:1293110")]
    [InlineData("patientMrn=631592", "MRN:631592")]
    [InlineData("logs of MRN-779887.", "MRN:MRN-779887")]
    [InlineData("medical record numbers L1421041 and X3467103", "MRN:L1421041", "MRN:X3467103")]
    [InlineData("My driver's license number is U62928788557186", "DRIVER_LICENSE:U62928788557186")]
    [InlineData("driver's license number is 2270-66-1551", "DRIVER_LICENSE:2270-66-1551")]
    [InlineData("his passport number 'VXG12345678'.", "PASSPORT:VXG12345678")]
    [InlineData("\"passport_no\": \"A12345678\"", "PASSPORT:A12345678")]
    [InlineData("VIN WVWZZZ1KZAW123456", "VIN:WVWZZZ1KZAW123456")]
    [InlineData("tax ID number 22-3456789", "TAX_ID:22-3456789")]
    [InlineData("VAT GB123456789", "TAX_ID:GB123456789")]
    [InlineData("Aadhar number '98765400000071'", "NATIONAL_ID:98765400000071")]
    public void Finds_what_only_words_tell(string text, params string[] values) => Assert.Equal(values, Detect.Find(Detector, text));

    [Theory]
    [InlineData("order 12345678901, room 9434765919, 44051401359")]
    [InlineData("WVWZZZ1KZAW123456")]
    [InlineData("GB123456789")]
    [InlineData("AKIAIOSFODNN7EXAMPLE12345 d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("2024-05-06 10:11:12, 1,234,567.89, v1.22.333, 3.14159265")]
    [InlineData("driver's license: phone 5551234567")]
    [InlineData("RSSMRA85T10A562T, BOXW310820HNERXN08, 390.533.447-06")]
    [InlineData("MIT License 2024, all medical records were kept")]
    public void Passes_what_nothing_makes_sure(string text) => Assert.Empty(Detect.Find(Detector, text));

    [Theory]
    [InlineData("case no 4711-88", "ID:4711-88")]
    [InlineData("12345678Z", "NATIONAL_ID:12345678Z")]
    public void Keeps_weak_guesses_below_the_threshold(string text, string value)
    {
        Assert.Empty(Detect.Find(Detector, text));
        Assert.Equal([value], Detect.Find(Detector, text, least: 0.1));
    }

    [Theory]
    [InlineData("MRNs A1171006 and B3918669, GB 980 7806 84 AB 12 34 56 C.")]
    [InlineData("x\\u000a536-90-4399 \\n536-90-4399 %20536-90-4399 john@acme.com536-90-4399")]
    [InlineData("ZIP: 394 13, ID card G123456(3) or G123456(A) tel (212)555-0100")]
    [InlineData("1 2 3 4 5 6 7 8 9 10 11 12 AB 1-2-3-4-5-6-7-8-9-0 2 55 08 14 168 025 38")]
    public void Finds_the_same_however_the_text_is_cut(string text) => Detect.AssertAnyCutIsTheSame(text);

    private static void AssertFound(string text, string name, string value)
    {
        Assert.Equal([value], Detect.Find(Detector, text));
        Assert.True(Detector.TryFind(new TextView(text, final: true), 0, out var found, out _));
        Assert.Equal(name, found.Kind.Detector);
    }
}
