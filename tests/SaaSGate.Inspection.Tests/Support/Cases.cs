using System.Globalization;
using CsCheck;

namespace SaaSGate.Inspection.Tests.Support;

/// <summary>
/// The cases of a property. As they stand they are the same in each run, so that a run says something of the code alone;
/// <c>SAASGATE_CASES</c> asks for others each time, and for more of them where it is more than 4000.
/// </summary>
internal static class Cases
{
    private const ulong Seed = 20_260_101;
    private static readonly string? Asked = Environment.GetEnvironmentVariable("SAASGATE_CASES");
    private static readonly bool Repeats = Asked is null && Environment.GetEnvironmentVariable("CsCheck_Seed") is null;
    private static readonly long Share = long.Parse(Asked ?? "4000", CultureInfo.InvariantCulture);

    /// <summary>Asserts a property of what a generator makes, at so many cases (times what is asked for). A case that fails is made smaller before it is told.</summary>
    public static void Holds<T>(this Gen<T> generator, Action<T> assert, int cases)
    {
        if (!Repeats)
        {
            generator.Sample(assert, iter: Math.Max(1, cases * Share / 4000));
            return;
        }
        Parallel.For(0, cases, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, @case =>
        {
            var random = new PCG((uint)@case, Seed);
            var seed = random.ToString();
            try
            {
                assert(generator.Generate(random, null, out _));
            }
            catch (Exception failure)
            {
                generator.Sample(assert, seed: seed, iter: 1000);
                throw new InvalidOperationException($"Case {@case} failed once, and not again with its seed {seed}: {failure.Message}", failure);
            }
        });
    }

    public static void Holds<T1, T2>(this Gen<(T1, T2)> generator, Action<T1, T2> assert, int cases) =>
        generator.Holds(input => assert(input.Item1, input.Item2), cases);

    public static void Holds<T1, T2, T3>(this Gen<(T1, T2, T3)> generator, Action<T1, T2, T3> assert, int cases) =>
        generator.Holds(input => assert(input.Item1, input.Item2, input.Item3), cases);

    public static void Holds<T1, T2, T3, T4>(this Gen<(T1, T2, T3, T4)> generator, Action<T1, T2, T3, T4> assert, int cases) =>
        generator.Holds(input => assert(input.Item1, input.Item2, input.Item3, input.Item4), cases);
}
