using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using SaaSGate.Benchmarks.Throughput;

namespace SaaSGate.Benchmarks.Soak;

/// <summary>A door under a steady load, and the memory of the process behind it.</summary>
internal sealed class Soaked(Door door, int process, int rate)
{
    private const int MostAtOnce = 128;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private int _answered, _late, _number;

    public string Name => door.Name;

    public int Answered => Volatile.Read(ref _answered);

    /// <summary>Requests that waited because so many were under way already.</summary>
    public int Late => Volatile.Read(ref _late);

    /// <summary>Resident bytes, one for each measurement.</summary>
    public List<long> Memory { get; } = [];

    /// <summary>Notes what the process holds now.</summary>
    public void Measure()
    {
        var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status")).First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        Memory.Add(long.Parse(line.AsSpan("VmRSS:".Length).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture) * 1024);
    }

    /// <summary>Median and lowest of a quarter of the measurements. The lowest is what is left after a full collection: what really is held.</summary>
    public (double Median, double Lowest) Quarter(int quarter)
    {
        var from = Memory.Count * quarter / 4;
        var part = Memory[from..Math.Max(from + 1, Memory.Count * (quarter + 1) / 4)];
        part.Sort();
        return (part[part.Count / 2], part[0]);
    }

    /// <summary>Sends at its rate until it is told to end, and waits for the last answers.</summary>
    /// <exception cref="InvalidOperationException">A request was not answered with 200.</exception>
    public async Task RunAsync(CancellationToken ending)
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, UseCookies = false, MaxConnectionsPerServer = MostAtOnce });
        using var room = new SemaphoreSlim(MostAtOnce);
        using var timer = new PeriodicTimer(Tick);
        var (start, sent, under) = (Stopwatch.GetTimestamp(), 0L, new List<Task>());
        while (!ending.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            for (var due = (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * rate); sent < due; sent++)
            {
                if (!await room.WaitAsync(TimeSpan.Zero, CancellationToken.None))
                {
                    Interlocked.Increment(ref _late);
                    await room.WaitAsync(CancellationToken.None);
                }
                under.Add(AskAsync(http, room));
            }
            foreach (var ended in under.FindAll(task => task.IsCompleted))
                await ended;
            under.RemoveAll(task => task.IsCompleted);
        }
        await Task.WhenAll(under);
    }

    private async Task AskAsync(HttpMessageInvoker http, SemaphoreSlim room)
    {
        try
        {
            var number = Interlocked.Increment(ref _number);
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(door.Address, "/v1/messages")) { Content = new ByteArrayContent(Body(number)) };
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.TryAddWithoutValidation("x-api-key", door.Key);
            request.Headers.TryAddWithoutValidation("anthropic-version", "2023-06-01");
            using var response = await http.SendAsync(request, CancellationToken.None);
            if (response.StatusCode != HttpStatusCode.OK)
                throw new InvalidOperationException($"{door.Name} answered {response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
            await response.Content.CopyToAsync(Stream.Null);
            Interlocked.Increment(ref _answered);
        }
        finally
        {
            room.Release();
        }
    }

    // Every third one is a stream, and a conversation begins with every fifth. All three texts are new, long enough to be remembered, and hold a value.
    private static byte[] Body(int number) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $$"""{"model":"claude-sonnet-4-5","max_tokens":1024,"stream":{{(number % 3 == 0 ? "true" : "false")}},"messages":[{"role":"user","content":"Ticket {{number / 5}}: the gauge shows an error since yesterday. Write to dana.meyer@example.com when you know more of it."},{"role":"assistant","content":"Which error is it? I have written to lee.park@example.com about number {{number}}, who knows this device well."},{"role":"user","content":"Number {{number}} of them, and a beep every ten seconds. The invoice went to dana.meyer@example.com in spring."}]}"""));
}
