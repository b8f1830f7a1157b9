namespace SaaSGate.Postgres.Tests.Orleans;

[Alias("test-counter")]
internal interface ICounterGrain : IGrainWithStringKey
{
    [Alias("add")]
    Task<int> AddAsync(int amount);

    [Alias("read")]
    Task<int> ReadAsync();

    [Alias("clear")]
    Task ClearAsync();

    [Alias("remind")]
    Task RemindAsync(TimeSpan period);

    [Alias("forget")]
    Task ForgetAsync();

    [Alias("reminders")]
    Task<int> CountRemindersAsync();
}

[GenerateSerializer]
[Alias("test-counter-state")]
internal sealed class CounterState
{
    [Id(0)]
    public int Value { get; set; }
}

internal sealed class CounterGrain([PersistentState("counter")] IPersistentState<CounterState> state, FiredReminders fired) : Grain, ICounterGrain, IRemindable
{
    private const string Reminder = "count";

    public async Task<int> AddAsync(int amount)
    {
        state.State.Value += amount;
        await state.WriteStateAsync();
        return state.State.Value;
    }

    public Task<int> ReadAsync() => Task.FromResult(state.State.Value);

    public Task ClearAsync() => state.ClearStateAsync();

    public Task RemindAsync(TimeSpan period) => this.RegisterOrUpdateReminder(Reminder, period, period);

    public async Task ForgetAsync() => await this.UnregisterReminder((await this.GetReminder(Reminder))!);

    public async Task<int> CountRemindersAsync() => (await this.GetReminders()).Count;

    public async Task ReceiveReminder(string reminderName, TickStatus status) => await fired.WriteAsync(this.GetPrimaryKeyString());
}
