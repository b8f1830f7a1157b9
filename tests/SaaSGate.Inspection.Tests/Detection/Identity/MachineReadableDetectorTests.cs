using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Detection.Identity;

namespace SaaSGate.Inspection.Tests.Detection.Identity;

public sealed class MachineReadableDetectorTests
{
    private const string Passport = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";

    private const string Card = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";

    private static readonly MachineReadableDetector Detector = new();

    [Theory]
    [InlineData(Passport, 0.98)]
    [InlineData(Card, 0.98)]
    [InlineData("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C37UTO7408122F1204159ZE184226B<<<<<10", 0.7)]
    public void Finds_a_zone(string zone, double score)
    {
        Assert.True(Detector.TryFind(new TextView($"Scan:\n{zone}\nEnd", final: true), 0, out var found, out _));
        Assert.Equal((6, 6 + zone.Length, score), (found.Start, found.End, found.Score));
    }

    [Theory]
    [InlineData("List<P<T>> if (P<0 && I<<3)")]
    [InlineData("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<")]
    public void Passes_what_is_none(string text) => Assert.Empty(Detect.Find(Detector, text));

    [Fact]
    public void Finds_the_same_however_the_text_is_cut() => Detect.AssertAnyCutIsTheSame($"x P<0 {Passport} and {Card}.");
}
