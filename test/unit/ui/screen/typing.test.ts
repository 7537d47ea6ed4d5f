import { describe, expect, test } from 'vitest';
import { setUpScreen } from '../../../support/screen/screen-setup.ts';

describe('typing a filter', () => {
  test('every key is text, q and capitals too', () => {
    const { press, sent, departures, frame } = setUpScreen();

    press('4', '/', ...'qIXpP1?');

    expect(frame().screen.view).toMatchObject({ focus: 'genres', filter: { genres: 'qIXpP1?' } });
    expect([sent, departures]).toEqual([[], []]);
  });

  test('Ctrl+U clears it, Backspace takes a whole character away', () => {
    const { press, frame } = setUpScreen();

    press('4', '/', 'a', 'ctrl+u', '音', '楽', 'backspace');

    expect(frame().screen.view.filter.genres).toBe('音');
  });

  test('Enter keeps the text, Esc on the panes then takes it away', () => {
    const { press, frame } = setUpScreen();

    press('4', '/', 'p', 'o', 'p', 'enter');
    const kept = frame().screen;
    press('escape');

    expect([kept.isTyping, kept.view.filter.genres]).toEqual([false, 'pop']);
    expect(frame().screen.view.filter.genres).toBe('');
  });

  test('Esc drops the text while it is typed, and of a filter that was kept as well', () => {
    const { press, frame } = setUpScreen();

    press('4', '/', 'p', 'o', 'p', 'escape');
    const first = frame().screen;
    press('/', 'p', 'enter', '/', 'o', 'escape');

    expect([first.isTyping, first.view.filter.genres]).toEqual([false, '']);
    expect(frame().screen).toMatchObject({ isTyping: false, view: { filter: { genres: '' } } });
  });

  test('pasted text goes into it, without what would act on a terminal', () => {
    const { screen, press, frame } = setUpScreen();
    press('4', '/');

    screen.paste('he\x1b[2Javy\nmetal');

    expect(frame().screen.view.filter.genres).toBe('he[2Javy');
  });

  test('is refused where there is no list', () => {
    const { press, frame } = setUpScreen();

    press('2', '/');

    expect(frame().screen.isTyping).toBe(false);
    expect(frame().screen.flash?.text).toContain('have a list to filter');
  });
});
