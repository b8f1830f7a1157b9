using System.Diagnostics;
using System.Globalization;
using System.Text;
using SaaSGate.Inspection.Detection;

namespace SaaSGate.Inspection.Tests.Fuzz;

/// <summary>
/// What was recorded from Claude, with a value planted and bytes damaged: nothing crashes, nothing hangs, no planted value
/// passes. Some seconds here; <c>SAASGATE_FUZZ_MINUTES</c> says how long it may take, <c>SAASGATE_FUZZ_SEED</c> where it begins.
/// </summary>
public sealed class RecordedInputTests
{
    private const int CasesWithoutTime = 1500;

    private static readonly TimeSpan Hanging = TimeSpan.FromSeconds(30);

    private static readonly string Policy = $$"""
        rules:
          - { name: m, on: both, then: mask, when: { findings: [{{string.Join(", ", BuiltInDetectors.Types)}}] } }
          - { name: t, on: request, then: hold, when: { text: 'planted\..*com' } }
        """;

    private static readonly Inspector Inspector = Given.Inspector(Policy), Remembering = new(Given.Policy(Policy), Given.Keys, Given.Skill, new InspectionCache());

    [Fact]
    public void Streams_are_read_or_refused() => Run("*.sse", (bytes, random) =>
    {
        int[] reads = random.Next(3) switch { 0 => [1], 1 => [random.Next(1, 100), random.Next(1, 2000)], _ => [int.MaxValue] };
        var masked = Sse.Pump(Inspector.CreateStreamMasker(), bytes, reads);
        if (random.Next(4) == 0)
            Assert.Equal(masked, Sse.Pump(Inspector.CreateStreamMasker(), bytes, int.MaxValue));
        foreach (var passed in Events(Encoding.UTF8.GetString(masked)).Where(text => text.Contains(Mutation.Value, StringComparison.Ordinal)))
            Assert.True(Mutation.IsLeft(Encoding.UTF8.GetBytes(passed)), $"Passed: {passed}");
    });

    [Fact]
    public void Answers_are_read_or_refused() => Run("*.response.json", (bytes, random) =>
    {
        var body = Inspector.InspectResponse(bytes).Body;
        Assert.True(Mutation.IsLeft(body.Span), Encoding.UTF8.GetString(body.Span));
    });

    [Fact]
    public void Requests_are_read_or_refused() => Run("*.request.json", (bytes, random) =>
    {
        foreach (var family in Enum.GetValues<EndpointFamily>())
        {
            var (plain, remembered) = (Inspector.InspectRequest(bytes, family), Remembering.InspectRequest(bytes, family));
            Assert.True(plain.RecordBody.Span.SequenceEqual(remembered.RecordBody.Span) && plain.Decision == remembered.Decision, "Memory made a difference.");
            if (plain.Problem is null)
                Assert.True(Mutation.IsLeft(plain.RecordBody.Span), Encoding.UTF8.GetString(plain.RecordBody.Span));
        }
    });

    [Fact]
    public void A_value_that_passed_would_be_seen()
    {
        Assert.False(Mutation.IsLeft(Sse.Bytes($$"""{"a":[{"id":"x","text":"to {{Mutation.Value}} "}]}""")));
        Assert.True(Mutation.IsLeft(Sse.Bytes($$"""{"a":[{"id":"{{Mutation.Value}}","text":"x"}]}""")));
    }

    /// <summary>What each event's <c>data:</c> lines say together, and other lines as they are.</summary>
    private static IEnumerable<string> Events(string stream)
    {
        var data = new StringBuilder();
        foreach (var line in stream.Split(["\r\n", "\n", "\r"], StringSplitOptions.None))
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                data.Append(data.Length > 0 ? " " : "").Append(line.AsSpan(5));
                continue;
            }

            if (data.Length > 0)
                yield return data.ToString();
            data.Clear();
            yield return line;
        }

        yield return data.ToString();
    }

    private static void Run(string files, Action<byte[], Random> check)
    {
        Assert.SkipWhen(Corpus.Root is null, Corpus.Missing);
        var recorded = Array.ConvertAll(Corpus.Files(files), File.ReadAllBytes);
        var minutes = double.Parse(Environment.GetEnvironmentVariable("SAASGATE_FUZZ_MINUTES") ?? "0", CultureInfo.InvariantCulture);
        var (start, first, cases, planted) = (Stopwatch.GetTimestamp(), Environment.GetEnvironmentVariable("SAASGATE_FUZZ_SEED") is { } seed ? int.Parse(seed, CultureInfo.InvariantCulture) : minutes > 0 ? Random.Shared.Next() : 0, 0, 0);
        // Long ones are slow and say little that short ones do not, so they come rarely.
        var small = recorded.Where(bytes => bytes.Length < 20_000).ToArray();
        Parallel.ForEach(Seeds(first, start, minutes), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, one =>
        {
            var random = new Random(one);
            var from = random.Next(50) == 0 ? recorded : small;
            var bytes = Mutation.Break(Mutation.Plant(from[random.Next(from.Length)], random), random);
            var began = Stopwatch.GetTimestamp();
            try
            {
                check(bytes, random);
            }
            catch (InspectionException)
            {
                // Refused, as promised.
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"With seed {one}: {failure.Message}", failure);
            }
            Assert.True(Stopwatch.GetElapsedTime(began) < Hanging, $"Seed {one} takes too long.");
            Interlocked.Increment(ref cases);
            if (bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Mutation.Value)) >= 0)
                Interlocked.Increment(ref planted);
        });
        Assert.True(planted > cases / 10, "Hardly any value was planted.");
        TestContext.Current.SendDiagnosticMessage($"{files}: {cases} cases from seed {first}, {planted} of them with a value");
    }

    private static IEnumerable<int> Seeds(int first, long start, double minutes)
    {
        for (var i = 0; minutes > 0 ? Stopwatch.GetElapsedTime(start).TotalMinutes < minutes : i < CasesWithoutTime; i++)
            yield return first + i;
    }
}
