using SaaSGate.Inspection.Detection.Identity;

namespace SaaSGate.Inspection.Tests.Detection.Identity;

public sealed class AddressDetectorTests
{
    private static readonly AddressDetector Detector = new();

    [Theory]
    [InlineData("at 412 Monterey Ave, Capitola, CA 95010.", "412 Monterey Ave, Capitola, CA 95010")]
    [InlineData("Ship to:\n660 Mission Street\nSan Francisco, CA 94105-1234\nUSA", "660 Mission Street\nSan Francisco, CA 94105-1234")]
    [InlineData("88 N Avondale Rd #603, Avondale Estates, GA 30002", "88 N Avondale Rd #603, Avondale Estates, GA 30002")]
    [InlineData("10 Downing Street, London SW1A 2AA", "10 Downing Street, London SW1A 2AA")]
    [InlineData("Er wohnt in der Hauptstraße 12a, 10115 Berlin.", "Hauptstraße 12a, 10115 Berlin")]
    [InlineData("Musterweg 5\n80331 München", "Musterweg 5\n80331 München")]
    [InlineData("J'habite 12, rue de la Paix, 75002 Paris", "12, rue de la Paix, 75002 Paris")]
    [InlineData("Abita in Via Roma 12, 00184 Roma", "Via Roma 12, 00184 Roma")]
    [InlineData("350 5th Avenue, then", "350 5th Avenue")]
    [InlineData("from 123 Oak St. Then we left", "123 Oak St.")]
    [InlineData("PSC 6293, Box 8158\nAPO AP 04336", "PSC 6293, Box 8158\nAPO AP 04336")]
    [InlineData("Unit 7349 Box 6067\nDPO AE 99081", "Unit 7349 Box 6067\nDPO AE 99081")]
    [InlineData("send it to P.O. Box 1234 today", "Box 1234")]
    [InlineData("123 Maple Road, Ottawa, ON K1A 0B1", "123 Maple Road, Ottawa, ON K1A 0B1")]
    [InlineData("Our offices are located at 6076 Piroska u. 97.\nPorto Alegre\n, RS\n Brazil 95828", "6076 Piroska u. 97.\nPorto Alegre\n, RS\n Brazil 95828")]
    [InlineData("The letter arrived at 17224 Allika 66 Suite 991, Gdańsk, Poland 52023 last night.", "17224 Allika 66 Suite 991, Gdańsk, Poland 52023")]
    [InlineData("??? 138 Consul Place\n??? Apt. 050\n??? Broomfield", "138 Consul Place", "Apt. 050")]
    public void Finds_an_address(string text, params string[] addresses) => Assert.Equal(addresses.Select(address => $"ADDRESS:{address}"), Detect.Find(Detector, text));

    [Theory]
    [InlineData("3 people walk down the street")]
    [InlineData("In 2023 we paid $500 Street tax")]
    [InlineData("a 5 minute drive, 10 Best Movies, 4 Way")]
    [InlineData("It is 10 October 2024. The train arrived at 10 AM.")]
    [InlineData("box 5, floor 2, unit 7 of the course")]
    [InlineData("via 443 and 8080, weg 5, 192.168.1.1")]
    public void Passes_what_is_none(string text) => Assert.Empty(Detect.Find(Detector, text));

    [Theory]
    [InlineData("Er wohnt in der Hauptstraße 12a, 10115 Berlin, or 660 Mission Street\r\nSan Francisco, CA 94105.")]
    [InlineData("My address is 6076 Piroska u. 97.\nPorto Alegre\n, RS\n Brazil 95828. Via dalla Staziun 87 x\\nVia Roma 12")]
    [InlineData("PSC 6293, Box 8158\nAPO AP 04336 Calle de la Luna 5, Suite 12 Rue Ibn Al Khatib 7 Avenue")]
    public void Finds_the_same_however_the_text_is_cut(string text) => Detect.AssertAnyCutIsTheSame(text);

    [Fact]
    public void Labels_two_spellings_of_an_address_alike() =>
        Assert.Equal(Scan.Mask("10 Downing Street, London SW1A 2AA", "ADDRESS"), Scan.Mask("10 Downing Street\nLondon SW1A 2AA", "ADDRESS"));
}
