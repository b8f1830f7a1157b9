namespace SaaSGate.Gateway.Link;

/// <summary>How a call of the region link ends.</summary>
internal static class LinkCall
{
    private static readonly TimeSpan WordOfTheEnd = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Waits until a part of the call ends: a connection on which nothing can be read, or nothing sent, is as good as broken.
    /// When the other end closed it, the reading part is told why, and its failure is the one that counts.
    /// </summary>
    public static async Task UntilEndAsync(TimeProvider clock, Task receiving, params IEnumerable<Task> sending)
    {
        var ended = await Task.WhenAny([receiving, .. sending]);
        if (ended != receiving)
            await Task.WhenAny(receiving, Task.Delay(WordOfTheEnd, clock));
        await (receiving.IsCompleted ? receiving : ended);
    }
}
