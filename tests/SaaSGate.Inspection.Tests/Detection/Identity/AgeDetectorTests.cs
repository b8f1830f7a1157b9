using SaaSGate.Inspection.Detection.Identity;

namespace SaaSGate.Inspection.Tests.Detection.Identity;

public sealed class AgeDetectorTests
{
    private static readonly AgeDetector Detector = new();

    [Theory]
    [InlineData("an 84-year-old man", "84")]
    [InlineData("I'm 64 y/o.", "64")]
    [InlineData("My brother just turned 79", "79")]
    [InlineData("I'll turn 23.", "23")]
    [InlineData("Patient aged 7, of", "7")]
    [InlineData("Name: X\nAge: 45", "45")]
    [InlineData("she is 45 years old", "45")]
    public void Finds_an_age(string text, string age) => Assert.Equal([$"AGE:{age}"], Detect.Find(Detector, text));

    [Theory]
    [InlineData("page 12, stage 3, on 84 years, 5 year plan, turn 90 degrees")]
    [InlineData("aged 1,200 pounds, aged 12.5%, a 300-year-old house, age 2024")]
    public void Passes_what_is_none(string text) => Assert.Empty(Detect.Find(Detector, text));

    [Fact]
    public void Finds_the_same_however_the_text_is_cut() => Detect.AssertAnyCutIsTheSame("an 84-year-old man aged 12 and 7 y/o");
}
