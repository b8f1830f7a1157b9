using SaaSGate.Inspection.Detection.Identity;

namespace SaaSGate.Inspection.Tests.Detection.Identity;

public sealed class DateDetectorTests
{
    private static readonly DateDetector Detector = new();

    [Theory]
    [InlineData("tell me your date of birth. It's 2/16/1942", "2/16/1942")]
    [InlineData("DOB: 1993-01-29, HR", "1993-01-29")]
    [InlineData("{\"birthDate\":\"1993-01-29T00:00:00Z\"}", "1993-01-29")]
    [InlineData("born on March 15th, 1989 in", "March 15th, 1989")]
    [InlineData("born 15 March 1989", "15 March 1989")]
    [InlineData("geboren am 15. März 1989 in", "15. März 1989")]
    [InlineData("née le 1er août 1989", "1er août 1989")]
    [InlineData("fecha de nacimiento: 15 de marzo de 1989", "15 de marzo de 1989")]
    [InlineData("Date of Birth 15-Mar-1989", "15-Mar-1989")]
    [InlineData("geb. 01.02.1970", "01.02.1970")]
    public void Finds_a_day_of_birth(string text, string date) => Assert.Equal([$"DATE:{date}"], Detect.Find(Detector, text));

    [Theory]
    [InlineData("due 2024-11-01")]
    [InlineData("on March 15, 1989")]
    [InlineData("5/19/1937 and no more")]
    public void Keeps_other_dates_below_the_threshold(string text)
    {
        Assert.Empty(Detect.Find(Detector, text));
        Assert.Single(Detect.Find(Detector, text, least: 0.1));
    }

    [Theory]
    [InlineData("born 2024-13-01, 31/02/1990, 1.2.3.4, 10.0.0.1, 3/4")]
    [InlineData("born in 1989, in March 1989, on 15 May")]
    [InlineData("birth 1989-01-011, 2-16-1942-7, May 1, 12345")]
    public void Passes_what_is_no_day(string text) => Assert.Empty(Detect.Find(Detector, text, least: 0.1));

    [Theory]
    [InlineData("born March 15th, 1989 or 15. März 1989 or\\nMay 5, 1977, 2024-11-01T10:00")]
    public void Finds_the_same_however_the_text_is_cut(string text) => Detect.AssertAnyCutIsTheSame(text);
}
