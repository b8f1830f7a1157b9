namespace SaaSGate.Dev;

/// <summary>Waits for <c>/readyz</c>: a gateway that listens has no lease yet, and refuses until it has one.</summary>
internal static class Readiness
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    /// <summary>Returns when each of the addresses says that it is ready.</summary>
    /// <exception cref="DevException">One of them does not for a minute.</exception>
    public static async Task WaitAsync(IEnumerable<string> addresses, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        using var sockets = new SocketsHttpHandler { UseProxy = false };
        using var http = new HttpClient(sockets, disposeHandler: false);
        foreach (var address in addresses)
        {
            try
            {
                while (!await IsReadyAsync(http, address + "/readyz", patience.Token))
                    await Task.Delay(BetweenLooks, patience.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new DevException($"{address} does not get ready: see the logs in the data directory.");
            }
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, string address, CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync(address, cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
