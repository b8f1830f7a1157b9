using Xunit;

namespace SaaSGate.TestKit;

/// <summary>A test that waits for something that never comes fails after three minutes; it does not hold up the run.</summary>
public static class Bounded
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(50);

    /// <summary>Ends with the test, or three minutes from now.</summary>
    public static CancellationToken Cancellation
    {
        get
        {
            var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            source.CancelAfter(Patience);
            return source.Token;
        }
    }

    /// <summary>Waits for a condition of the system under test.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        // A pause between looks: a loop that only yields takes the core that the system under test needs.
        using var looks = new PeriodicTimer(BetweenLooks);
        var cancellation = Cancellation;
        while (!condition())
            await looks.WaitForNextTickAsync(cancellation);
    }

    /// <summary>Waits for a condition that has to be asked for; what is long in coming is asked for less often.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        using var looks = new PeriodicTimer(BetweenLooks);
        var cancellation = Cancellation;
        while (!await condition())
        {
            await looks.WaitForNextTickAsync(cancellation);
            if (looks.Period < BetweenQuestions)
                looks.Period *= 2;
        }
    }
}
